#pragma once

#include <string>
#include <utility>
#include <variant>

#include "core/text/diagnostic.hpp"

namespace slurmlic {

/// Marks a Diagnostic on its way into a Result, as std::unexpected does.
struct Unexpected {
    Diagnostic error;
};

inline Unexpected unexpected(Diagnostic error) { return {std::move(error)}; }

/// "expected EXPECTED, got GOT"
inline Unexpected unexpected(std::string expected, std::string got) {
    return {Diagnostic{.expected = std::move(expected), .got = std::move(got)}};
}

/// What happened, where nothing was expected in particular.
inline Unexpected failed(std::string what) { return {Diagnostic{.got = std::move(what)}}; }

/// A value or the Diagnostic that stands in its place: the subset of std::expected<T, Diagnostic> that slurmlic uses.
/// value() of an error, and error() of a value, throw std::bad_variant_access.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::move(value)) {}                   // NOLINT(google-explicit-constructor)
    Result(Unexpected wrong) : state_(std::move(wrong.error)) {}    // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool has_value() const { return std::holds_alternative<T>(state_); }
    explicit operator bool() const { return has_value(); }

    [[nodiscard]] T& value() { return std::get<T>(state_); }
    [[nodiscard]] const T& value() const { return std::get<T>(state_); }
    T& operator*() { return value(); }
    const T& operator*() const { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    [[nodiscard]] Diagnostic& error() { return std::get<Diagnostic>(state_); }
    [[nodiscard]] const Diagnostic& error() const { return std::get<Diagnostic>(state_); }

private:
    std::variant<T, Diagnostic> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Unexpected wrong) : error_(std::move(wrong.error)), failed_(true) {}    // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool has_value() const { return !failed_; }
    explicit operator bool() const { return has_value(); }
    [[nodiscard]] const Diagnostic& error() const { return error_; }

private:
    Diagnostic error_;
    bool failed_ = false;
};

}    // namespace slurmlic
