/* Command line options. Ours, since dbt's --select takes several words,
 * which no getopt does. */
#include "cli/options/command.h"

#include <stdio.h>

#include "support/utf8.h"
#include "support/vec.h"

static const pl_option *by_name(const pl_options *o, pl_str name, bool *negated) {
    for (size_t i = 0; i < o->table->len; i++) {
        const pl_option *t = &o->table->at[i];
        *negated = false;
        if (pl_str_eq(name, pl_str_of(t->name))) {
            return t;
        }
        if (t->negatable && pl_str_starts(name, PL_S("no-")) &&
            pl_str_eq(pl_str_sub(name, 3, name.len), pl_str_of(t->name))) {
            *negated = true;
            return t;
        }
    }
    return NULL;
}

static const pl_option *by_letter(const pl_options *o, char letter) {
    for (size_t i = 0; i < o->table->len; i++) {
        if (o->table->at[i].letter == letter) {
            return &o->table->at[i];
        }
    }
    return NULL;
}

static void suggest(const pl_options *o, pl_str name) {
    const pl_option *best = NULL;
    uint32_t least = 3;
    for (size_t i = 0; i < o->table->len; i++) {
        uint32_t d = pl_str_distance(name, pl_str_of(o->table->at[i].name), 3);
        if (d < least) {
            least = d;
            best = &o->table->at[i];
        }
    }
    if (best) {
        fprintf(stderr, "  did you mean --%s?\n", best->name);
    }
}

static void add(pl_options *o, pl_arena *a, const pl_option *t, bool negated,
                pl_str value) {
    pl_parsed_option p = {t, negated, value};
    PL_PUSH(a, o, p);
}

typedef struct words {
    int argc;
    char **argv;
    int at; /* next word */
} words;

static bool is_option(const char *word) {
    return word[0] == '-' && word[1] != '\0';
}

/* The option's value: behind '=' or the letter, or the next word or words. */
static bool take(pl_options *o, pl_arena *a, const pl_option *t, bool negated,
                 pl_str inline_value, words *w) {
    if (t->kind == PL_OPT_FLAG) {
        if (inline_value.at) {
            pl_usage_error("option --%s takes no value", t->name);
            return false;
        }
        add(o, a, t, negated, PL_S(""));
        return true;
    }
    if (inline_value.at) {
        add(o, a, t, false, inline_value);
        return true;
    }
    bool several = t->kind == PL_OPT_WORDS;
    if (w->at >= w->argc || (several && is_option(w->argv[w->at]))) {
        pl_usage_error("option --%s needs a value", t->name);
        return false;
    }
    do {
        add(o, a, t, false, pl_str_of(w->argv[w->at++]));
    } while (several && w->at < w->argc && !is_option(w->argv[w->at]));
    return true;
}

static bool take_long(pl_options *o, pl_arena *a, words *w, pl_str word) {
    pl_str inline_value = {NULL, 0};
    uint32_t equals = pl_str_find_char(word, '=');
    if (equals != UINT32_MAX) {
        inline_value = pl_str_sub(word, equals + 1, word.len);
        word = pl_str_sub(word, 0, equals);
    }
    bool negated;
    const pl_option *t = by_name(o, word, &negated);
    if (!t) {
        pl_usage_error("no such option: --%.*s", PL_FMT(word));
        suggest(o, word);
        return false;
    }
    return take(o, a, t, negated, inline_value, w);
}

static bool take_short(pl_options *o, pl_arena *a, words *w, pl_str word) {
    for (uint32_t i = 1; i < word.len; i++) {
        const pl_option *t = by_letter(o, word.at[i]);
        if (!t) {
            pl_usage_error("no such option: -%c", word.at[i]);
            return false;
        }
        pl_str rest = {NULL, 0};
        if (t->kind != PL_OPT_FLAG && i + 1 < word.len) {
            rest = pl_str_sub(word, i + 1, word.len);
        }
        if (!take(o, a, t, false, rest, w)) {
            return false;
        }
        if (t->kind != PL_OPT_FLAG) {
            return true;
        }
    }
    return true;
}

static void add_word(pl_options *o, pl_arena *a, pl_str word) {
    struct {
        pl_str *at;
        uint32_t len, cap;
    } v = {o->words, o->word_count, o->word_cap};
    PL_PUSH(a, &v, word);
    o->words = v.at;
    o->word_count = v.len;
    o->word_cap = v.cap;
}

static bool print_help(const pl_command *command) {
    pl_buf text = {0};
    pl_help_command(&text, command);
    pl_help_options(&text, command->options);
    bool ok = pl_answer(pl_buf_view(&text));
    pl_buf_free(&text);
    return ok;
}

/* Words come back in messages, reports and SQL, which are UTF-8. */
static bool all_utf8(const pl_invocation *call) {
    for (int i = 1; i < call->argc; i++) {
        pl_str word = pl_str_of(call->argv[i]);
        uint32_t bad = pl_utf8_invalid(word);
        if (bad != UINT32_MAX) {
            pl_usage_error("plumb %s: word %d (%.*s) is not valid UTF-8 at byte %u",
                           call->command->name, i, PL_FMT(word), bad);
            return false;
        }
    }
    return true;
}

bool pl_options_parse(pl_options *o, const pl_invocation *call, pl_arena *a,
                      bool *helped) {
    memset(o, 0, sizeof *o);
    o->table = call->command->options;
    *helped = false;
    if (!all_utf8(call)) {
        return false;
    }
    words w = {call->argc, call->argv, 1};
    while (w.at < w.argc) {
        pl_str word = pl_str_of(w.argv[w.at++]);
        if (PL_STR_IS(word, "--help") ||
            (PL_STR_IS(word, "-h") && !by_letter(o, 'h'))) {
            *helped = true;
            return print_help(call->command);
        }
        bool ok = true;
        if (PL_STR_IS(word, "--")) {
            while (w.at < w.argc) {
                add_word(o, a, pl_str_of(w.argv[w.at++]));
            }
        } else if (pl_str_starts(word, PL_S("--"))) {
            ok = take_long(o, a, &w, pl_str_sub(word, 2, word.len));
        } else if (is_option(word.at)) {
            ok = take_short(o, a, &w, word);
        } else {
            add_word(o, a, word);
        }
        if (!ok) {
            return false;
        }
    }
    return true;
}

const pl_str *pl_option_value(const pl_options *o, const char *name) {
    for (uint32_t i = o->len; i-- > 0;) {
        if (!strcmp(o->at[i].option->name, name)) {
            return &o->at[i].value;
        }
    }
    return NULL;
}

bool pl_option_flag(const pl_options *o, const char *name, bool otherwise) {
    for (uint32_t i = o->len; i-- > 0;) {
        if (!strcmp(o->at[i].option->name, name)) {
            return !o->at[i].negated;
        }
    }
    return otherwise;
}
