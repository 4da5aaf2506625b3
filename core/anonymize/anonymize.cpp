#include "core/anonymize/anonymize.hpp"

#include <algorithm>

#include "core/anonymize/mask.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

struct MarkedText {
    std::string_view text;
    std::string_view kind;
    std::vector<Span> spans;    // by where they begin; they may overlap
};

std::vector<Span> marked_spans(std::string_view text, const TextKind& kind) {
    Spans spans(text);
    kind.mark(text, spans);
    return spans.all();
}

/// Before any text is masked: what is a name in one place may only be mentioned in another.
void learn_people(const MarkedText& marked, Pseudonyms& names) {
    for (const Span& span : marked.spans) {
        const std::string_view part = marked.text.substr(span.begin, span.size);
        if (span.role == Role::user) names.user(part);
        if (span.role == Role::host) names.host(part);
    }
}

void learn_names(const MarkedText& marked, Mask& mask) {
    for (const Span& span : marked.spans) {
        if (span.role == Role::name) mask.keep(marked.text.substr(span.begin, span.size));
    }
}

/// What nobody sees is shown, but for the ends of lines and tabs: a text that is pasted somewhere must not deceive, either.
std::string shown(std::string_view text) {
    if (is_printable_utf8(text)) return std::string(text);
    std::string all;
    while (!text.empty()) {
        const std::size_t size = std::min(text.find_first_of("\n\r\t"), text.size());
        all += one_line(text.substr(0, size));
        text.remove_prefix(size);
        const std::size_t returns = std::min(text.find_first_not_of('\r'), text.size());
        const bool ends_line = returns == text.size() || text[returns] == '\n';
        const std::string_view taken = text.substr(0, std::max<std::size_t>(returns, 1));
        all += returns > 0 && !ends_line ? one_line(taken) : std::string(taken);
        text.remove_prefix(taken.size());
    }
    return all;
}

std::string replaced(const MarkedText& marked, Mask& mask, Pseudonyms& names) {
    std::string anonymous;
    anonymous.reserve(marked.text.size());
    std::size_t at = 0;
    for (const Span& span : marked.spans) {
        if (span.begin + span.size <= at) continue;    // within the span in front
        const std::size_t begin = std::max(at, span.begin);
        const std::string_view part = marked.text.substr(begin, span.begin + span.size - begin);
        anonymous += shown(marked.text.substr(at, begin - at));
        at = begin + part.size();
        // The half of a name is none.
        switch (begin > span.begin ? Role::unknown : span.role) {
            case Role::user: anonymous += names.user(part); break;
            case Role::host: anonymous += names.host(part); break;
            case Role::name: anonymous += without_unseen(mask.named(part)); break;
            case Role::path: anonymous += names.word(part, "path"); break;
            case Role::unknown: anonymous += shown(mask.masked(part)); break;
        }
    }
    return anonymous += shown(marked.text.substr(at));
}

}    // namespace

Result<std::vector<AnonymousText>> anonymize(const std::vector<SavedText>& texts, std::span<const TextKind> kinds,
                                             Pseudonyms& names) {
    std::vector<MarkedText> marked;
    for (const auto& [file, text] : texts) {
        const auto kind = std::ranges::find_if(kinds, [&text = text](const TextKind& one) { return one.is_it(text); });
        if (kind == kinds.end()) {
            return unexpected(
                {.file = file, .expected = what_prints(kinds), .got = "neither", .hint = "squeue as slurmlic runs it"});
        }
        marked.push_back({text, kind->name, marked_spans(text, *kind)});
        std::vector<Span>& all = marked.back().spans;
        if (!std::ranges::is_sorted(all, {}, &Span::begin)) std::ranges::stable_sort(all, {}, &Span::begin);
        names.avoid(text);
    }
    for (const MarkedText& one : marked) learn_people(one, names);
    Mask mask(kinds, names);
    for (const MarkedText& one : marked) learn_names(one, mask);
    std::vector<AnonymousText> all;
    all.reserve(marked.size());
    for (const MarkedText& one : marked) all.push_back({one.kind, replaced(one, mask, names)});
    return all;
}

}    // namespace slurmlic
