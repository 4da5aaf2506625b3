#include "core/anonymize/anonymize.hpp"

#include <algorithm>

#include "core/anonymize/mask.hpp"

namespace slurmlic {
namespace {

struct MarkedText {
    std::string_view text;
    std::string_view kind;
    std::vector<Span> spans;    // by where they begin; they may overlap
};

/// "what A, B or C prints"
std::string what_they_print(std::span<const TextKind> kinds) {
    std::string names;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (i > 0) names += i + 1 == kinds.size() ? " or " : ", ";
        names += kinds[i].name;
    }
    return "what " + names + " prints";
}

std::vector<Span> marked_spans(std::string_view text, const TextKind& kind) {
    Spans spans(text);
    kind.mark(text, spans);
    return spans.all();
}

/// Before any text is masked: what is a name in one place may only be mentioned in another.
void learn_names(const MarkedText& marked, Pseudonyms& names) {
    for (const Span& span : marked.spans) {
        const std::string_view part = marked.text.substr(span.begin, span.size);
        if (span.role == Role::user) names.user(part);
        if (span.role == Role::host) names.host(part);
    }
}

std::string replaced(const MarkedText& marked, Mask& mask, Pseudonyms& names) {
    std::string anonymous;
    std::size_t at = 0;
    for (const Span& span : marked.spans) {
        if (span.begin + span.size <= at) continue;    // within the span in front
        const std::size_t begin = std::max(at, span.begin);
        const std::string_view part = marked.text.substr(begin, span.begin + span.size - begin);
        anonymous += marked.text.substr(at, begin - at);
        at = begin + part.size();
        // The half of a name is none.
        switch (begin > span.begin ? Role::unknown : span.role) {
            case Role::user: anonymous += names.user(part); break;
            case Role::host: anonymous += names.host(part); break;
            case Role::path: anonymous += names.word(part, "path"); break;
            case Role::unknown: anonymous += mask.masked(part); break;
        }
    }
    return anonymous += marked.text.substr(at);
}

}    // namespace

Result<std::vector<AnonymousText>> anonymize(const std::vector<SavedText>& texts, std::span<const TextKind> kinds,
                                             Pseudonyms& names) {
    std::vector<MarkedText> marked;
    for (const auto& [file, text] : texts) {
        const auto kind = std::ranges::find_if(kinds, [&text = text](const TextKind& one) { return one.is_it(text); });
        if (kind == kinds.end()) {
            return unexpected(
                {.file = file, .expected = what_they_print(kinds), .got = "neither", .hint = "squeue as slurmlic runs it"});
        }
        marked.push_back({text, kind->name, marked_spans(text, *kind)});
        std::vector<Span>& all = marked.back().spans;
        if (!std::ranges::is_sorted(all, {}, &Span::begin)) std::ranges::stable_sort(all, {}, &Span::begin);
        names.avoid(text);
    }
    for (const MarkedText& one : marked) learn_names(one, names);
    Mask mask(kinds, names);
    std::vector<AnonymousText> all;
    all.reserve(marked.size());
    for (const MarkedText& one : marked) all.push_back({one.kind, replaced(one, mask, names)});
    return all;
}

}    // namespace slurmlic
