/* Files that are not UTF-8. */
#include "project/yaml/encoding.h"

#include "support/utf8.h"

static bool continues(unsigned char lead, unsigned char second) {
    unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high;
}

/* How many bytes Python's decoder takes for the fault at `at`, and what it calls it. */
static uint32_t fault_at(pl_str s, uint32_t at, const char **reason) {
    unsigned char lead = (unsigned char)s.at[at];
    if (lead < 0xc2 || lead > 0xf4) {
        *reason = "invalid start byte";
        return 1;
    }
    uint32_t whole = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    uint32_t n = 1;
    while (n < whole && at + n < s.len &&
           continues(n == 1 ? lead : 0x80, (unsigned char)s.at[at + n])) {
        n++;
    }
    *reason = at + n == s.len ? "unexpected end of data" : "invalid continuation byte";
    return n;
}

static pl_str python_words(pl_arena *a, pl_str text, uint32_t at) {
    const char *reason;
    uint32_t n = fault_at(text, at, &reason);
    if (n == 1) {
        return pl_str_fmt(a,
                          "'utf-8' codec can't decode byte 0x%02x in position %u: %s",
                          (unsigned char)text.at[at], at, reason);
    }
    return pl_str_fmt(a, "'utf-8' codec can't decode bytes in position %u-%u: %s", at,
                      at + n - 1, reason);
}

void pl_report_not_utf8(pl_diag_sink *sink, pl_str path, pl_str text, uint32_t at,
                        bool secret) {
    pl_str rest = pl_str_sub(text, at, text.len);
    uint32_t end = pl_str_find_char(rest, '\n');
    end = end == UINT32_MAX ? text.len : at + end;
    pl_source *src = pl_source_new(sink->arena, path,
                                   pl_utf8_mend(sink->arena, pl_str_sub(text, 0, end)));
    src->secret = secret;
    pl_diag *d = pl_diag_addf(sink, PL_E0801, (pl_span){src, at, at + 3},
                              "not valid UTF-8: byte 0x%02x at position %u",
                              (unsigned char)text.at[at], at);
    d->dbt_whole = python_words(sink->arena, text, at);
    d->help = PL_S("save the file as UTF-8");
}
