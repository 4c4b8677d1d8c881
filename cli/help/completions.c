/* What completes a command line: read from the tables of commands and options. Their
 * conventions are that values named FORM, MODE, WHEN and SEVERITY have their words in
 * the help ("table, json or csv"), and that small words of a command's arguments
 * ("list | show NAME") are to be written as they are. */
#include "cli/help/completions.h"

#include "check/check.h"
#include "cli/help/help.h"

static bool is_one_of(const char *word, const char *const *names) {
    for (; word && *names; names++) {
        if (!strcmp(word, *names)) {
            return true;
        }
    }
    return false;
}

static void put_word(pl_buf *to, pl_str word) {
    pl_buf_str(to, to->len ? PL_S(" ") : PL_S(""));
    pl_buf_str(to, word);
}

static pl_completion choices(pl_buf *words, pl_arena *a) {
    pl_completion c = {PL_FROM_CHOICES, pl_buf_take(words, a)};
    pl_buf_free(words);
    return c;
}

/* "auto, always or never: colours" -> "auto always never" */
static pl_completion choices_in_help(const char *help, pl_arena *a) {
    pl_buf words = {0};
    pl_str rest = pl_str_of(help);
    rest = pl_str_sub(rest, 0, pl_str_find_char(rest, ':'));
    while (rest.len) {
        uint32_t end = 0;
        while (end < rest.len && rest.at[end] != ' ' && rest.at[end] != ',') {
            end++;
        }
        pl_str word = pl_str_sub(rest, 0, end);
        if (word.len && !PL_STR_IS(word, "or")) {
            put_word(&words, word);
        }
        rest = pl_str_sub(rest, end + 1, rest.len);
    }
    return choices(&words, a);
}

static pl_completion rule_names(pl_arena *a) {
    pl_buf words = {0};
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        put_word(&words, pl_str_of(pl_rules[i].kind.id));
    }
    return choices(&words, a);
}

pl_completion pl_completion_of_option(const pl_option *o, pl_arena *a) {
    static const char *const words[] = {"FORM", "MODE", "WHEN", "SEVERITY", NULL};
    static const char *const targets[] = {"target", "defer-to", NULL};
    const char *value = o->value_name ? o->value_name : "";
    pl_completion c = {.words = {"", 0}};
    if (is_one_of(value, words) && o->help) {
        return choices_in_help(o->help, a);
    }
    if (!strcmp(o->name, "rule")) {
        return rule_names(a);
    }
    if (!strcmp(value, "DIR")) {
        c.source = PL_FROM_FOLDERS;
    } else if (!strcmp(value, "FILE")) {
        c.source = PL_FROM_FILES;
    } else if (!strcmp(value, "NODES")) {
        c.source = PL_FROM_NODES;
    } else if (is_one_of(o->name, targets)) {
        c.source = PL_FROM_TARGETS;
    } else if (!strcmp(o->name, "env")) {
        c.source = PL_FROM_ENVIRONMENTS;
    }
    return c;
}

static pl_completion help_words(const pl_command_list *all, pl_arena *a) {
    pl_buf words = {0};
    for (size_t i = 0; i < all->len; i++) {
        put_word(&words, pl_str_of(all->at[i].name));
    }
    for (size_t i = 0; i < pl_help_topic_count; i++) {
        put_word(&words, pl_str_of(pl_help_topics[i].name));
    }
    put_word(&words, PL_S("rules"));
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        put_word(&words, pl_str_fmt(a, "rules/%s", pl_rules[i].kind.id));
    }
    return choices(&words, a);
}

/* "list | show NAME | vars" -> "list show vars" */
static pl_completion alternatives(const char *arguments, pl_arena *a) {
    pl_buf words = {0};
    pl_str rest = pl_str_of(arguments);
    while (rest.len) {
        uint32_t bar = pl_str_find_char(rest, '|');
        pl_str one = pl_str_trim(pl_str_sub(rest, 0, bar));
        pl_str word = pl_str_sub(one, 0, pl_str_find_char(one, ' '));
        if (word.len && word.at[0] >= 'a' && word.at[0] <= 'z') {
            put_word(&words, word);
        }
        rest = bar == UINT32_MAX ? PL_S("") : pl_str_sub(rest, bar + 1, rest.len);
    }
    return choices(&words, a);
}

pl_completion pl_completion_of_words(const pl_command *c, const pl_command_list *all,
                                     pl_arena *a) {
    pl_str arguments = pl_str_of(c->arguments);
    if (!strcmp(c->name, "help")) {
        return help_words(all, a);
    }
    pl_completion words = alternatives(c->arguments, a);
    if (words.words.len) {
        return words;
    }
    bool files = pl_str_find(arguments, PL_S("FILE"), 0) != UINT32_MAX;
    bool nodes = pl_str_find(arguments, PL_S("NODE"), 0) != UINT32_MAX;
    words.source = files ? PL_FROM_FILES : nodes ? PL_FROM_NODES : PL_FROM_NOWHERE;
    return words;
}

const char *pl_completion_query(pl_value_source source) {
    return source == PL_FROM_TARGETS        ? "plumb completions targets"
           : source == PL_FROM_ENVIRONMENTS ? "plumb completions environments"
           : source == PL_FROM_NODES        ? "plumb ls --quiet --output name"
                                            : NULL;
}
