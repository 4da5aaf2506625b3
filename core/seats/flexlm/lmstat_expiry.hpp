#pragma once

// When a FlexLM license expires, as pools of `lmstat -a` and rows of `lmstat -i` say it. The latter prints the license file,
// not the server: it knows the expiry of every feature, where `lmstat -a` has it for those in use only.
//
// An expiry is read by the rules 1 to 3 of core/seats/expiry.hpp.
//
// `lmstat -i`, which may follow `lmstat -a` in one text:
//  4 part = { note } head { ruler | row }; it ends at a line that begins something of `lmstat -a`
//  5 note = "NOTE:" and any lines until the head
//               NOTE: lmstat -i does not give information from the server,
//  6 head = "Feature" ... "Expires" ... "Vendor", or the last two the other way round, which tells the order in rows
//               Feature                         Version     #licenses    Expires      Vendor
//               Feature                         Version     #licenses    Vendor        Expires
//  7 row  = NAME VERSION COUNT, then EXPIRY and DAEMON as in the head; COUNT is a number or "uncounted", as license files
//           have it, and EXPIRY may hold blanks
//               feature12                       2018.12      2           30-sep-2018  vendor2
//               feature_name_9                   15.0         2           vendor       permanent(no expiration date)
//  8 A feature can have many rows: its expiry is the earliest of them and of its pools, permanent only if all are. Rows that
//    expired long ago count too, for the text does not say what day it is.
//  9 The rows of a feature are those of its name and vendor, or of its name where the vendor has none or is not known. Of a
//    feature whose figures could not be told they say nothing.

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

#include "core/seats/expiry.hpp"
#include "core/seats/seats.hpp"

namespace slurmlic {

enum class ColumnOrder : std::uint8_t { expires_vendor, vendor_expires };

/// Rule 6.
std::optional<ColumnOrder> parse_installed_head(std::string_view line);

/// Rule 7.
struct InstalledRow {
    std::string_view name;
    std::string_view vendor;
    double expiry = never_expires;
    double earliest_of_name = never_expires;    // known to InstalledExpiries, of the first row of a name
};
std::optional<InstalledRow> parse_installed_row(std::string_view line, ColumnOrder order);

/// The lines that are drawn under a head.
bool is_installed_ruler(std::string_view line);

/// Rules 8 and 9.
class InstalledExpiries {
public:
    explicit InstalledExpiries(std::deque<InstalledRow> rows);

    /// What the rows say of a feature; nothing where there are none.
    [[nodiscard]] std::optional<double> find(std::string_view name, std::string_view vendor) const;

private:
    std::deque<InstalledRow> rows_;    // sorted
};

}    // namespace slurmlic
