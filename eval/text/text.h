/* eval/text/text.h: str's operations on values, for its methods and for the filters like
 * them.
 *
 * Results keep provenance, marks and Markup of the text they come from. Positions and
 * widths count code points. */
#ifndef PL_EVAL_TEXT_TEXT_H
#define PL_EVAL_TEXT_TEXT_H

#include "eval/value/run.h"
#include "support/utf8.h"

typedef enum pl_case {
    PL_CASE_UPPER,
    PL_CASE_LOWER,
    PL_CASE_TITLE,
    PL_CASE_CAPITALIZE,
    PL_CASE_SWAP,
    PL_CASE_FOLD,
} pl_case;
bool pl_text_case(pl_eval *ev, pl_value s, pl_case how, pl_value *out);

/* l + r of two PL_STR, both taken as they are (no Markup escaping). */
/* `l`, a long text (pl_text_grows), with the unmarked `r` behind it. */
bool pl_text_grow(pl_eval *ev, pl_value l, pl_str r, pl_value *out);
static inline bool pl_text_grows(pl_value l) {
    return l.kind == PL_STR && l.len >= 1024;
}
bool pl_text_join2(pl_eval *ev, pl_value l, pl_value r, pl_value *out);
/* sep.join(items): TypeError unless all are str; Markup escapes. */
bool pl_text_join(pl_eval *ev, pl_value sep, pl_value items, pl_value *out);
bool pl_text_repeat(pl_eval *ev, pl_value s, int64_t times, pl_value *out);
/* count < 0: all. */
bool pl_text_replace(pl_eval *ev, pl_value s, pl_value old, pl_value with,
                     int64_t count, pl_value *out);

enum { PL_STRIP_LEFT = 1, PL_STRIP_RIGHT = 2, PL_STRIP_BOTH = 3 };
/* `chars`: PL_NONE or PL_UNSET for white space, else a PL_STR. */
pl_value pl_text_strip(pl_arena *a, pl_value s, pl_value chars, int sides);

typedef enum pl_justify { PL_JUST_LEFT, PL_JUST_RIGHT, PL_JUST_CENTER } pl_justify;
/* `fill` is one code point. */
bool pl_text_justify(pl_eval *ev, pl_value s, int64_t width, pl_str fill,
                     pl_justify how, pl_value *out);

/* str.splitlines */
bool pl_text_lines(pl_eval *ev, pl_value s, bool keep_ends, pl_value *out);
/* str.split; `sep` PL_NONE: at white space. limit < 0: none. */
bool pl_text_split(pl_eval *ev, pl_value s, pl_value sep, int64_t limit, pl_value *out);

bool pl_text_rsplit(pl_eval *ev, pl_value s, pl_value sep, int64_t limit,
                    pl_value *out);
/* Byte index of the last `needle`, or UINT32_MAX. */
uint32_t pl_text_rfind(pl_str s, pl_str needle);

/* escape(v) of markupsafe: a Markup, which texts that are Markup already stay. */
bool pl_text_escape(pl_eval *ev, pl_value v, pl_value *out);

/* ---- runs of characters */

/* End of the run that begins at byte `lo` < s.len: of characters that are all of a
 * kind, or all not (*is: which). */
uint32_t pl_text_run(pl_str s, uint32_t lo, bool (*kind)(uint32_t), bool *is);

#endif
