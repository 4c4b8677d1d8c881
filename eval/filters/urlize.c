/* eval/filters/urlize.c: Jinja2's urlize: links made of what looks like one. */
#include "eval/filters/filters_priv.h"
#include "support/regex.h"

#define HOST "[\\w%-]"
static const char web_pattern[] =
    "(?:"
    "(?:https?://|www\\.)(?:(?:" HOST "+\\.)+)?(?:[a-z]{2,63}|xn--[\\w%]{2,59})"
    "|(?:" HOST "{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)"
    "|https?://(?:\\d{1,3}(?:\\.\\d{1,3}){3}"
    "|\\[(?:[\\da-f]{0,4}:){2}(?:[\\da-f]{0,4}:?){1,6}\\])"
    ")(?::\\d{1,5})?(?:[/?#]\\S*)?";
static const char mail_pattern[] = "\\S+@\\w[\\w.-]*\\.\\w+";
static const char scheme_pattern[] = "[\\w.+-]{2,}:/{0,2}";

typedef struct linking {
    pl_eval *ev;
    pl_out *to;
    pl_regex web, mail;
    bool trims;
    int64_t trim;      /* characters shown of a link */
    pl_str attributes; /* ' rel="..." target="..."' */
    const pl_list *schemes;
} linking;

static bool compile(pl_eval *ev, const char *pattern, uint32_t flags, pl_regex *out) {
    pl_str why;
    uint32_t at;
    return pl_regex_compile(ev->arena, pl_str_of(pattern), flags, out, &why, &at) ||
           pl_raise_str(ev, PL_EXC_RUNTIME, why);
}

static bool matches(const pl_regex *re, pl_str s) {
    uint32_t spans[2];
    return pl_regex_match(re, s, 0, PL_REGEX_AT_START | PL_REGEX_TO_END, PL_REGEX_STEPS,
                          spans) == PL_REGEX_MATCH;
}

/* ---- a word: opening marks, the link itself, closing marks */

static uint32_t count_of(pl_str s, pl_str what) {
    uint32_t n = 0, i = 0;
    while ((i = pl_str_find(s, what, i)) != UINT32_MAX) {
        n++;
        i += what.len;
    }
    return n;
}

static uint32_t head_end(pl_str word) {
    uint32_t i = 0;
    for (;;) {
        pl_str rest = pl_str_sub(word, i, word.len);
        if (rest.len && (rest.at[0] == '(' || rest.at[0] == '<')) {
            i++;
        } else if (pl_str_starts(rest, PL_S("&lt;"))) {
            i += 4;
        } else {
            return i;
        }
    }
}

static uint32_t tail_start(pl_str word, uint32_t from) {
    uint32_t i = word.len;
    for (;;) {
        pl_str rest = pl_str_sub(word, from, i);
        if (rest.len && rest.at[rest.len - 1] &&
            strchr(")>.,", rest.at[rest.len - 1])) {
            i--;
        } else if (pl_str_ends(rest, PL_S("&gt;"))) {
            i -= 4;
        } else {
            return i;
        }
    }
}

/* Closing marks that balance opening ones inside the link belong to it. */
static uint32_t balanced_end(pl_str word, uint32_t lo, uint32_t hi) {
    static const struct {
        pl_str open, close;
    } pairs[] = {
        {{"(", 1}, {")", 1}}, {{"<", 1}, {">", 1}}, {{"&lt;", 4}, {"&gt;", 4}}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        pl_str middle = pl_str_sub(word, lo, hi), tail = pl_str_sub(word, hi, word.len);
        uint32_t opened = count_of(middle, pairs[i].open);
        uint32_t move = count_of(tail, pairs[i].close);
        if (opened <= count_of(middle, pairs[i].close)) {
            continue;
        }
        for (move = opened < move ? opened : move; move > 0; move--) {
            hi = pl_str_find(word, pairs[i].close, hi) + pairs[i].close.len;
        }
    }
    return hi;
}

/* ---- links */

static void put_shown(linking *l, pl_str url) {
    int64_t chars = pl_utf8_chars(url), keep = l->trim;
    if (!l->trims || chars <= keep) {
        pl_out_put(l->to, url);
        return;
    }
    keep = keep < 0 ? (chars + keep < 0 ? 0 : chars + keep) : keep;
    pl_out_put(l->to, pl_str_sub(url, 0, pl_utf8_offset(url, (uint32_t)keep)));
    pl_out_put(l->to, PL_S("..."));
}

static void put_web_link(linking *l, pl_str url) {
    bool complete =
        pl_str_starts(url, PL_S("https://")) || pl_str_starts(url, PL_S("http://"));
    pl_out_put(l->to, complete ? PL_S("<a href=\"") : PL_S("<a href=\"https://"));
    pl_out_put(l->to, url);
    pl_out_put(l->to, PL_S("\""));
    pl_out_put(l->to, l->attributes);
    pl_out_put(l->to, PL_S(">"));
    put_shown(l, url);
    pl_out_put(l->to, PL_S("</a>"));
}

static void put_link(linking *l, pl_str before, pl_str url, pl_str attributes,
                     pl_str shown) {
    pl_out_put(l->to, PL_S("<a href=\""));
    pl_out_put(l->to, before);
    pl_out_put(l->to, url);
    pl_out_put(l->to, PL_S("\""));
    pl_out_put(l->to, attributes);
    pl_out_put(l->to, PL_S(">"));
    pl_out_put(l->to, shown);
    pl_out_put(l->to, PL_S("</a>"));
}

static bool has_scheme(const linking *l, pl_str s) {
    for (uint32_t i = 0; i < l->schemes->len; i++) {
        pl_str scheme = pl_str_from(l->schemes->at[i]);
        if (s.len > scheme.len && pl_str_starts(s, scheme)) {
            return true;
        }
    }
    return false;
}

static void put_middle(linking *l, pl_str s) {
    pl_str mailto = PL_S("mailto:"), none = PL_S("");
    pl_str address = pl_str_sub(s, mailto.len, s.len);
    if (matches(&l->web, s)) {
        put_web_link(l, s);
    } else if (pl_str_starts(s, mailto) && matches(&l->mail, address)) {
        put_link(l, none, s, none, address);
    } else if (pl_str_find_char(s, '@') != UINT32_MAX &&
               !pl_str_starts(s, PL_S("www.")) &&
               pl_str_find_char(s, ':') == UINT32_MAX && matches(&l->mail, s)) {
        put_link(l, mailto, s, none, s);
    } else if (has_scheme(l, s)) {
        put_link(l, none, s, l->attributes, s);
    } else {
        pl_out_put(l->to, s);
    }
}

static void put_word(linking *l, pl_str word) {
    uint32_t lo = head_end(word);
    uint32_t hi = balanced_end(word, lo, tail_start(word, lo));
    pl_out_put(l->to, pl_str_sub(word, 0, lo));
    put_middle(l, pl_str_sub(word, lo, hi));
    pl_out_put(l->to, pl_str_sub(word, hi, word.len));
}

static bool put_words(linking *l, pl_str s) {
    for (uint32_t lo = 0, i; lo < s.len; lo = i) {
        bool space;
        i = pl_text_run(s, lo, pl_char_is_space, &space);
        if (space) {
            pl_out_put(l->to, pl_str_sub(s, lo, i));
        } else if (pl_burn(l->ev, 1 + (i - lo))) {
            put_word(l, pl_str_sub(s, lo, i));
        } else {
            return false;
        }
    }
    return true;
}

/* ---- arguments */

/* The words of `rel`, "nofollow" where asked for, and "noopener": each once, sorted. */
static bool relations(pl_eval *ev, pl_value rel, pl_value nofollow, pl_str *out) {
    pl_value words = pl_list_new(ev->arena, 4), set, sorted, text;
    bool some, follow_not;
    if (!pl_arg_truth(ev, rel, false, &some) ||
        !pl_arg_truth(ev, nofollow, false, &follow_not) ||
        (some && !pl_method_call(ev, rel, PL_S("split"), NULL, 0, &words))) {
        return false;
    }
    if (follow_not) {
        pl_list_push(ev->arena, words.as.list, pl_string(PL_S("nofollow")));
    }
    pl_list_push(ev->arena, words.as.list, pl_string(PL_S("noopener")));
    const pl_value distinct[] = {words, pl_bool(true), (pl_value){0}};
    if (!filter_unique(ev, distinct, &set) || !pl_to_list(ev, set, &words)) {
        return false;
    }
    const pl_value args[] = {words, pl_bool(false), pl_bool(true), (pl_value){0}};
    if (!filter_sort(ev, args, &sorted) ||
        !pl_text_join(ev, pl_string(PL_S(" ")), sorted, &text) ||
        !pl_text_escape(ev, text, &text)) {
        return false;
    }
    *out = pl_str_from(text);
    return true;
}

static bool link_attributes(linking *l, const pl_value *argv) {
    pl_str rel, target = PL_S("");
    bool some;
    pl_value escaped;
    if (!relations(l->ev, argv[4], argv[2], &rel) ||
        !pl_arg_truth(l->ev, argv[3], false, &some)) {
        return false;
    }
    if (some) {
        if (!pl_text_escape(l->ev, argv[3], &escaped)) {
            return false;
        }
        pl_str text = pl_str_from(escaped);
        target = pl_str_cat3(l->ev->arena, PL_S(" target=\""), text, PL_S("\""));
    }
    pl_str rel_attribute = pl_str_cat3(l->ev->arena, PL_S(" rel=\""), rel, PL_S("\""));
    l->attributes = pl_str_cat(l->ev->arena, rel_attribute, target);
    return true;
}

static bool check_schemes(linking *l, pl_value schemes) {
    static const pl_list none;
    l->schemes = &none;
    pl_regex scheme;
    if (!pl_arg_some(schemes)) {
        return true;
    }
    if (!pl_to_list(l->ev, schemes, &schemes) ||
        !compile(l->ev, scheme_pattern, 0, &scheme)) {
        return false;
    }
    l->schemes = schemes.as.list;
    for (uint32_t i = 0; i < l->schemes->len; i++) {
        pl_value v = l->schemes->at[i];
        if (!pl_is_str(v)) {
            return pl_raise(l->ev, PL_EXC_TYPE,
                            "expected string or bytes-like object, got '%s'",
                            pl_type_name(v));
        }
        if (!matches(&scheme, pl_str_from(v))) {
            return pl_raise(l->ev, PL_EXC_FILTER_ARGUMENT,
                            "'%.*s' is not a valid URI scheme prefix.",
                            PL_FMT(pl_str_from(v)));
        }
    }
    return true;
}

bool filter_urlize(pl_eval *ev, const pl_value *argv, pl_value *out) {
    linking l = {.ev = ev, .trims = pl_arg_some(argv[1])};
    pl_value text;
    if (!pl_arg_index(ev, l.trims ? argv[1] : pl_int(0), 0, &l.trim) ||
        !link_attributes(&l, argv) || !check_schemes(&l, argv[5]) ||
        !compile(ev, web_pattern, PL_REGEX_NOCASE, &l.web) ||
        !compile(ev, mail_pattern, 0, &l.mail) || !pl_text_escape(ev, argv[0], &text)) {
        return false;
    }
    l.to = pl_capture_begin(ev);
    l.to->flags |= text.flags & PL_PROVENANCE;
    if (!put_words(&l, pl_str_from(text))) {
        return pl_capture_drop(ev, l.to);
    }
    if (!pl_capture_take(ev, l.to, out)) {
        return false;
    }
    out->flags |= ev->autoescape ? PL_MARKUP : 0;
    return true;
}
