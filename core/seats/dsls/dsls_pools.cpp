#include "core/seats/dsls/dsls_pools.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/seats/start_time.hpp"
#include "core/text/text.hpp"

namespace slurmlic {

void skip_dsls(SkippedLines& skipped, std::size_t line, std::string_view expected, std::string_view got) {
    const bool is_kept = skipped.count() == skipped.first().size();
    skipped.add(line, std::string(is_kept ? expected : ""), is_kept ? excerpt(got) : "");
}

bool DslsPools::read(const DslsLine& line) {
    split_dsls_line(line.text, fields_);
    if (std::optional<DslsHead> head = DslsHead::of(fields_); head && line.is_whole) {
        begin_table(std::move(*head), line);
        return true;
    }
    if (!head_) return false;
    const DslsRow row(*head_, fields_, line.is_whole);
    const bool has_comma = fields_.ends_in_comma || fields_.all.size() != 1;
    const bool is_cut_row = !line.is_whole && (has_comma || !is_dsls_failure(line.text));
    if (fields_.all.size() < head_->fewest_fields() && !is_cut_row) {
        if (is_counted_ && !row.text(DslsColumn::feature).empty()) doubtful_.push_back(row.text(DslsColumn::feature));
        return false;
    }
    if (spans_ != nullptr) row.mark(*spans_);
    if (is_counted_) read_row(row, line);
    return true;
}

void DslsPools::begin_table(DslsHead head, const DslsLine& line) {
    head_ = std::move(head);
    mark(spans_, line.text, Role::unknown);
    is_counted_ = servers_.begin_table();
    if (!is_counted_) skip(line, "one table of each server", line.text);
    places_.clear();    // another server's pools are others
    last_key_ = {};
}

void DslsPools::read_row(const DslsRow& row, const DslsLine& line) {
    const std::optional<PoolKey> key = key_of(row);
    if (!key) return skip_pool(row, line);
    const std::size_t place = pool_of(*key, row, line);
    const Pool& pool = pools_[place];
    last_feature_ = pool.name;
    if (row.is_use_cut() && (row.has_use() || pool.used != 0 || places_.contains(*key))) {
        doubtful_.push_back(pool.name);    // it may have more rows
        return skip(line, dsls_row, line.text);
    }
    if (row.has_use() && pool.is_known) read_use(place, row, line);
}

/// Nothing where it is not sure, or without a feature.
std::optional<DslsPools::PoolKey> DslsPools::key_of(const DslsRow& row) {
    PoolKey key;
    for (std::size_t i = 0; i < key.size(); ++i) {
        const std::optional<std::string_view> value = row.value(static_cast<DslsColumn>(i));
        if (!value) return std::nullopt;
        key.at(i) = *value;
    }
    if (row.text(DslsColumn::feature).empty()) return std::nullopt;
    return key;
}

/// The pool of a row that does not say which it is.
void DslsPools::skip_pool(const DslsRow& row, const DslsLine& line) {
    const std::optional<std::string_view> feature = row.value(DslsColumn::feature);
    if (feature && !feature->empty()) {
        const std::string_view name = unquoted(row, DslsColumn::feature);
        const std::string_view vendor = unquoted(row, DslsColumn::editor);
        pools_.add({.name = name, .vendor = vendor, .line = line.number, .is_known = false});
        doubtful_.push_back(name);
    } else if (!line.is_whole && last_feature_.starts_with(row.feature_front())) {
        doubtful_.push_back(last_feature_);
    }
    skip(line, dsls_row, line.text);
}

std::size_t DslsPools::pool_of(const PoolKey& key, const DslsRow& row, const DslsLine& line) {
    if (!row.has_use()) return pools_.add(new_pool(row, line));
    if (last_key_ == key) return last_place_;
    const auto [known, is_new] = places_.try_emplace(key);
    if (is_new) known->second = pools_.add(new_pool(row, line));
    last_key_ = key;
    last_place_ = known->second;
    return last_place_;
}

Pool DslsPools::new_pool(const DslsRow& row, const DslsLine& line) {
    const std::string_view count = row.text(DslsColumn::count);
    Pool pool{.name = unquoted(row, DslsColumn::feature),
              .vendor = unquoted(row, DslsColumn::editor),
              .line = line.number,
              .names_users = head_->has(DslsColumn::user)};
    pool.uncounted = same_ignoring_case(count, dsls_unlimited);
    pool.issued = row.number(DslsColumn::count);
    pool.used = row.number(DslsColumn::inuse);
    pool.is_known = row.has_numbers();
    if (head_->has(DslsColumn::queue) && pool.names_users) pool.queued = 0;
    if (!pool.is_known) skip(line, "numbers as Count and Inuse", line.text);
    if (const std::string_view expiry = row.text(DslsColumn::expiration); !expiry.empty()) {
        pool.expiry = parse_dsls_expiry(expiry);
        if (!pool.expiry) skip(line, "an Expiration Date such as 2031-01-01 00:59:00", expiry);
    }
    return pool;
}

void DslsPools::read_use(std::size_t place, const DslsRow& row, const DslsLine& line) {
    const std::string_view tokens = row.text(DslsColumn::tokens);
    const bool is_one = tokens.empty() && row.value(DslsColumn::tokens);
    const std::optional<std::int64_t> seats = is_one ? 1 : row.number(DslsColumn::tokens);
    if (!row.is_use_sure() || !seats) skip(line, "a use whose Tokens, Host and User can be told", line.text);
    std::optional<std::int64_t>& queued = pools_[place].queued;
    if (!seats && row.waits()) queued.reset();
    if (!seats && !row.waits()) pools_[place].names_users = false;
    if (!seats || *seats == 0 || (is_one && !is_new_use(place, row))) return;
    if (row.waits()) {
        if (queued) add_saturating(*queued, *seats);
        pools_.add_waiting({.pool = place, .user = unquoted(row, DslsColumn::user), .host = row.host(), .seats = *seats});
        return;
    }
    if (!is_one) {
        tokens_.resize(pools_.size());
        add_saturating(tokens_[place], *seats);
    }
    const std::optional<LocalMinutes> started = parse_start(row.text(DslsColumn::granted_since), {});
    pools_.add(
        {.pool = place, .user = unquoted(row, DslsColumn::user), .host = row.host(), .seats = *seats, .started = started});
}

/// Whether no row in front has the same use, as rule 10 says.
bool DslsPools::is_new_use(std::size_t place, const DslsRow& row) {
    const std::string_view id = row.text(DslsColumn::internal_id);
    if (id.empty() || id == row.text(DslsColumn::feature)) return true;
    if (same_ignoring_case(row.text(DslsColumn::model), "Token")) return true;
    return uses_.insert({place, row.text(DslsColumn::user), id}).second;
}

bool DslsPools::Use::operator<(const Use& other) const {
    if (pool != other.pool) return pool < other.pool;
    if (!same_ignoring_case(user, other.user)) {
        const auto lower_case = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
        return std::ranges::lexicographical_compare(user, other.user, {}, lower_case, lower_case);
    }
    return id < other.id;
}

/// The value of a column with '"' for '""'.
std::string_view DslsPools::unquoted(const DslsRow& row, DslsColumn column) {
    const std::string_view value = row.text(column);
    if (!row.is_quoted(column) || value.find('"') == npos) return value;
    std::string& text = unquoted_.emplace_back();
    for (std::size_t i = 0; i < value.size(); ++i) {
        text += value[i];
        if (value[i] == '"') ++i;    // the second of two
    }
    return text;
}

void DslsPools::join(SeatStatus& status) && {
    std::ranges::sort(doubtful_);
    for (std::size_t i = 0; i < pools_.size() && !doubtful_.empty(); ++i) {
        if (std::ranges::binary_search(doubtful_, pools_[i].name)) pools_[i].is_known = false;
    }
    for (std::size_t place = 0; place < tokens_.size(); ++place) check_tokens(place, status.mismatches);
    std::move(pools_).join(status);
}

/// Rule 10: the rows may be of two pools that are alike.
void DslsPools::check_tokens(std::size_t place, std::vector<Diagnostic>& mismatches) {
    Pool& pool = pools_[place];
    if (!pool.is_known || tokens_[place] <= *pool.used) return;
    pool.names_users = false;
    mismatches.push_back({.severity = Severity::info,
                          .line = pool.line,
                          .expected = fmt::format("Tokens of {} that are no more than the {} in use of this pool",
                                                  excerpt(pool.name), *pool.used),
                          .got = std::to_string(tokens_[place])});
}

}    // namespace slurmlic
