/* Searching a table of methods. */
#include "eval/methods/methods.h"

/* Tables of methods are sorted by name. */
const pl_native *pl_method_in(const pl_native *table, uint32_t count, pl_str name) {
    uint32_t lo = 0, hi = count;
    while (name.len && lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        const char *other = table[mid].name;
        int order = name.at[0] - other[0];
        if (!order) {
            order = strncmp(name.at, other, name.len);
            order = order ? order : -(other[name.len] != '\0');
        }
        if (!order) {
            return &table[mid];
        }
        if (order < 0) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return NULL;
}
