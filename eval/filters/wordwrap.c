/* eval/filters/wordwrap.c: Jinja2's wordwrap, which is Python's textwrap.wrap of each
 * line without tab expansion. Every wrapped line is a piece of the text as it stands.
 */
#include "eval/filters/filters_priv.h"
#include "support/regex.h"
#include "support/vec.h"

/* White space as textwrap knows it; characters after which dashes may stand. */
#define SPACE "[\\t\\n\\v\\f\\r ]"
#define NO_SPACE "[^\\t\\n\\v\\f\\r ]"
#define BEFORE_DASH "[\\w!\"'&.,?]"
#define LETTER "[^\\d\\W]"

/* One unbreakable piece: white space, a dash of several hyphens between words, or a
 * word up to its hyphen, its end, or such a dash. */
static const char hyphen_piece[] = SPACE "+"
                                         "|(?<=" BEFORE_DASH ")-{2,}(?=\\w)"
                                         "|" NO_SPACE "+?(?:"
                                         "-(?:(?<=" LETTER "{2}-)|(?<=" LETTER
                                         "-" BEFORE_DASH "-))(?=" LETTER "-?" LETTER ")"
                                         "|(?=" SPACE "|\\z)"
                                         "|(?<=" BEFORE_DASH ")(?=-{2,}\\w))";
static const char space_piece[] = SPACE "+";

typedef struct piece {
    uint32_t lo, hi;
    uint32_t chars;
    uint32_t solid; /* where its first character lies that is no white space */
} piece;

typedef struct wrapping {
    pl_eval *ev;
    pl_str s;
    PL_VEC(piece) pieces;
    int64_t width;
    bool break_words, break_hyphens;
    pl_regex regex;
} wrapping;

/* Has what begins at p->lo nothing but white space up to `end`? */
static bool is_blank(const wrapping *w, piece *p, uint32_t end) {
    p->solid = p->solid < p->lo ? p->lo : p->solid;
    for (uint32_t i = p->solid; i < p->hi; p->solid = i) {
        if (!pl_char_is_space(pl_utf8_next(w->s, &i))) {
            break;
        }
    }
    return p->solid >= end;
}

static void add_piece(wrapping *w, uint32_t lo, uint32_t hi) {
    if (lo < hi) {
        piece p = {lo, hi, pl_utf8_chars(pl_str_sub(w->s, lo, hi)), lo};
        PL_PUSH(w->ev->arena, &w->pieces, p);
    }
}

/* Matches and what stands between them. */
static bool split_pieces(wrapping *w) {
    uint32_t spans[2], done = 0;
    while (done < w->s.len) {
        pl_regex_result found =
            pl_regex_match(&w->regex, w->s, done, 0, PL_REGEX_STEPS, spans);
        if (found == PL_REGEX_GAVE_UP) {
            return pl_raise(w->ev, PL_EXC_FUEL, "the text is too much to wrap");
        }
        if (found == PL_REGEX_NONE || spans[1] == spans[0]) {
            break;
        }
        if (!pl_burn(w->ev, 1) || !pl_afford(w->ev, sizeof(piece))) {
            return false;
        }
        add_piece(w, done, spans[0]);
        add_piece(w, spans[0], spans[1]);
        done = spans[1];
    }
    add_piece(w, done, w->s.len);
    return true;
}

/* How many characters of a piece too long for the line go on it: behind its last hyphen
 * that fits, if there is something else before that. */
static int64_t long_piece_cut(const wrapping *w, const piece *p, int64_t room) {
    uint32_t end = p->lo;
    int64_t cut = room, chars = 0;
    bool other = false;
    if (!w->break_hyphens || p->chars <= room) {
        return room;
    }
    while (chars < room) {
        bool hyphen = pl_utf8_next(w->s, &end) == '-';
        chars++;
        cut = hyphen && other ? chars : cut;
        other = other || !hyphen;
    }
    return cut;
}

/* Cut `chars` characters from the front of a piece; returns the byte behind them. */
static uint32_t cut_front(const wrapping *w, piece *p, int64_t chars) {
    for (; chars > 0 && p->lo < p->hi; chars--) {
        pl_utf8_next(w->s, &p->lo);
        p->chars--;
    }
    return p->lo;
}

typedef struct wrapped_line {
    uint32_t lo, hi;
    bool full; /* holds anything */
} wrapped_line;

/* What of piece `p`, too long for any line, goes on a line that
 * holds `len` characters. */
static void put_long_piece(wrapping *w, piece *p, int64_t len, wrapped_line *line) {
    piece rest = *p;
    uint32_t end = cut_front(w, &rest, long_piece_cut(w, p, w->width - len));
    line->hi = is_blank(w, p, end) ? line->hi : end;
    p->lo = rest.lo;
    p->chars = rest.chars;
}

/* The line that starts at piece *i; moves *i behind it. White space that ends
 * a line is dropped, but stays where a long word was to follow and found no
 * room (as in Python). */
static wrapped_line next_line(wrapping *w, uint32_t *i) {
    piece *at = w->pieces.at;
    wrapped_line line = {at[*i].lo, at[*i].lo, false};
    uint32_t start = *i;
    int64_t len = 0;
    for (; *i < w->pieces.len && len + at[*i].chars <= w->width; *i += 1) {
        len += at[*i].chars;
        line.hi = at[*i].hi;
    }
    bool too_long = *i < w->pieces.len && at[*i].chars > w->width;
    if (too_long && w->break_words) {
        if (len < w->width) {
            put_long_piece(w, &at[*i], len, &line);
        }
    } else {
        if (too_long && *i == start) {
            line.hi = at[*i].hi;
            *i += 1;
        }
        if (*i > start && is_blank(w, &at[*i - 1], at[*i - 1].hi)) {
            line.hi = at[*i - 1].lo;
        }
    }
    line.full = line.hi > line.lo;
    return line;
}

/* The lines of one paragraph, joined by `sep`. */
static bool put_wrapped(wrapping *w, pl_value text, pl_value sep, pl_out *o) {
    bool any = false;
    w->s = pl_str_from(text);
    w->pieces.len = 0;
    if (w->width <= 0) {
        return pl_raise(w->ev, PL_EXC_VALUE, "invalid width %lld (must be > 0)",
                        (long long)w->width);
    }
    if (!split_pieces(w)) {
        return false;
    }
    for (uint32_t i = 0; i < w->pieces.len;) {
        piece *first = &w->pieces.at[i];
        i += any && is_blank(w, first, first->hi);
        if (i == w->pieces.len) {
            break;
        }
        wrapped_line line = next_line(w, &i);
        if (!line.full) {
            continue;
        }
        if (!pl_burn(w->ev, 1) ||
            !pl_afford(w->ev, (int64_t)sep.len + line.hi - line.lo)) {
            return false;
        }
        if (any) {
            pl_out_value(o, sep);
        }
        pl_out_slice(o, text, line.lo, line.hi);
        any = true;
    }
    return true;
}

static bool wrap_options(wrapping *w, const pl_value *argv) {
    pl_str why;
    uint32_t at;
    if (!pl_arg_index(w->ev, argv[1], 79, &w->width) ||
        !pl_arg_truth(w->ev, argv[2], true, &w->break_words) ||
        !pl_arg_truth(w->ev, argv[4], true, &w->break_hyphens)) {
        return false;
    }
    pl_str pattern =
        w->break_hyphens ? pl_str_of(hyphen_piece) : pl_str_of(space_piece);
    return pl_regex_compile(w->ev->arena, pattern, 0, &w->regex, &why, &at) ||
           pl_raise_str(w->ev, PL_EXC_RUNTIME, why);
}

bool filter_wordwrap(pl_eval *ev, const pl_value *argv, pl_value *out) {
    wrapping w = {.ev = ev};
    pl_value lines, sep = pl_arg_some(argv[3]) ? argv[3] : pl_string(PL_S("\n"));
    if (!pl_method_call(ev, argv[0], PL_S("splitlines"), NULL, 0, &lines) ||
        !pl_to_list(ev, lines, &lines) || !wrap_options(&w, argv)) {
        return false;
    }
    if (!pl_is_str(sep)) {
        return pl_raise(ev, PL_EXC_ATTRIBUTE, "'%s' object has no attribute 'join'",
                        pl_type_name(sep));
    }
    pl_out *o = pl_capture_begin(ev);
    for (uint32_t i = 0; i < lines.as.list->len; i++) {
        if (i) {
            pl_out_value(o, sep);
        }
        if (!put_wrapped(&w, lines.as.list->at[i], sep, o)) {
            return pl_capture_drop(ev, o);
        }
    }
    return pl_capture_take(ev, o, out);
}
