#pragma once

#include <functional>
#include <string_view>

namespace slurmlic {

/// Takes a text piece by piece, so that a large one is never held whole.
using TakePiece = std::function<void(std::string_view piece)>;

/// Gives a text piece by piece.
using GivePieces = std::function<void(const TakePiece& take)>;

}    // namespace slurmlic
