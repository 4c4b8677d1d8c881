/* plumb help: commands, topics and rules. */
#include <stdio.h>

#include "check/check.h"
#include "cli/help/help.h"

const pl_option_list pl_options_of_help = {NULL, 0};

static void put_overview(pl_buf *to, const pl_command_list *all) {
    pl_help_usage(to, all);
    PL_BUF_LIT(to, "\ntopics of `plumb help TOPIC`, beside the commands:\n");
    for (size_t i = 0; i < pl_help_topic_count; i++) {
        pl_buf_fmt(to, "  %-12s %s\n", pl_help_topics[i].name, pl_help_topics[i].title);
    }
    PL_BUF_LIT(to, "  rules        the rules of `plumb check`; rules/NAME for one\n");
}

static const pl_help_topic *topic_named(pl_str name) {
    for (size_t i = 0; i < pl_help_topic_count; i++) {
        if (pl_str_eq(name, pl_str_of(pl_help_topics[i].name))) {
            return &pl_help_topics[i];
        }
    }
    return NULL;
}

/* ---- suggestions */

typedef struct nearest {
    pl_str word;
    uint32_t distance;
    const char *before, *name;
} nearest;

static void consider(nearest *n, const char *before, const char *name) {
    uint32_t d = pl_str_distance(n->word, pl_str_of(name), n->distance);
    if (d < n->distance) {
        n->distance = d;
        n->before = before;
        n->name = name;
    }
}

static int no_topic(const pl_command_list *all, pl_str word) {
    nearest n = {.word = word, .distance = 3};
    if (pl_str_starts(word, PL_S("rules/"))) {
        n.word = pl_str_sub(word, 6, word.len);
    } else {
        for (size_t i = 0; i < all->len; i++) {
            consider(&n, "", all->at[i].name);
        }
        for (size_t i = 0; i < pl_help_topic_count; i++) {
            consider(&n, "", pl_help_topics[i].name);
        }
        consider(&n, "", "rules");
    }
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        consider(&n, "rules/", pl_rules[i].kind.id);
    }
    pl_usage_error("no help on '%.*s'", PL_FMT(word));
    if (n.name) {
        fprintf(stderr, "  did you mean `plumb help %s%s`?\n", n.before, n.name);
    } else {
        fputs("  `plumb help` lists the topics\n", stderr);
    }
    return PL_EXIT_ERROR;
}

/* ---- the command */

static bool put_topic(pl_buf *to, const pl_command_list *all, pl_str word) {
    const pl_command *command = pl_command_find(all, word);
    const pl_help_topic *topic = topic_named(word);
    const pl_rule *rule = pl_rule_find(
        pl_str_starts(word, PL_S("rules/")) ? pl_str_sub(word, 6, word.len) : word);
    if (command) {
        pl_help_command(to, command);
        pl_help_options(to, command->options);
    } else if (topic) {
        pl_buf_fmt(to, "%s: %s\n\n%s", topic->name, topic->title, topic->text);
    } else if (PL_STR_IS(word, "rules")) {
        pl_help_rules(to);
    } else if (PL_STR_IS(word, "rules.md")) {
        pl_help_rules_page(to);
    } else if (PL_STR_IS(word, "man")) {
        pl_help_man(to, all);
    } else if (rule) {
        pl_help_rule(to, rule);
    }
    return to->len > 0;
}

int pl_cmd_help(const pl_invocation *call) {
    pl_arena arena = {0};
    pl_options o;
    pl_buf text = {0};
    bool helped;
    int code = PL_EXIT_ERROR;
    if (!pl_options_parse(&o, call, &arena, &helped)) {
        pl_arena_free(&arena);
        return code;
    }
    if (helped) {
        code = PL_EXIT_OK;
    } else if (o.word_count > 1) {
        pl_usage_error("plumb help takes one topic");
    } else if (o.word_count && !put_topic(&text, call->all, o.words[0])) {
        no_topic(call->all, o.words[0]);
    } else {
        if (!o.word_count) {
            put_overview(&text, call->all);
        }
        code = pl_answer(pl_buf_view(&text)) ? PL_EXIT_OK : PL_EXIT_ERROR;
    }
    pl_buf_free(&text);
    pl_arena_free(&arena);
    return code;
}
