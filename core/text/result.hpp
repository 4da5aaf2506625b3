#pragma once

#include <string>
#include <utility>
#include <variant>

namespace slurmlic {

/// What went wrong, as one finished sentence: it names the source, what was expected and what came.
struct Error {
    std::string message;
};

/// Marks an Error on its way into a Result, as std::unexpected does.
struct Unexpected {
    Error error;
};

inline Unexpected unexpected(std::string message) { return Unexpected{Error{std::move(message)}}; }

/// A value or the Error that stands in its place: the subset of std::expected<T, Error> that slurmlic uses.
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

    [[nodiscard]] const Error& error() const { return std::get<Error>(state_); }

private:
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Unexpected wrong) : error_(std::move(wrong.error)), failed_(true) {}    // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool has_value() const { return !failed_; }
    explicit operator bool() const { return has_value(); }
    [[nodiscard]] const Error& error() const { return error_; }

private:
    Error error_;
    bool failed_ = false;
};

}    // namespace slurmlic
