/* check/rules/rule.h: what a rule is, what it sees, and how it tells what it found.
 *
 * A rule is a row of rules.def, a function, and a page of help (check/help/ID.md). It looks
 * at all environments at once (pl_check.at), and adds findings; one that holds in several
 * environments is one finding that names them. Settings come from `checks:` of
 * environments.yml. Ownership: all in the check's arena. One thread. */
#ifndef PL_CHECK_RULES_RULE_H
#define PL_CHECK_RULES_RULE_H

#include "project/environment/environments.h"
#include "project/node/world.h"
#include "project/render/trace.h"
#include "report/report.h"

/* One environment of the run: its world, compiled as far as it could be. */
typedef struct pl_check_world {
    pl_str name;                       /* of the environment, else of the target */
    const pl_environment *environment; /* never NULL: made up for a plain target */
    pl_world *world;                   /* NULL: could not be opened; reported */
    const pl_env *env;                 /* its variables, without a world too */
    const pl_world_options *options; /* without a world: what it would be opened with */
    pl_str target;   /* name of the output it takes, as far as that is known */
    bool production; /* protected, or named so: pl_environment_is_production */
    bool development;
    pl_trace trace;     /* decisions that hung on environment, target or vars */
    pl_env_reads reads; /* env_var() calls that were made in it */
} pl_check_world;

typedef struct pl_check pl_check;

typedef struct pl_rule_option {
    const char *name; /* "pattern" */
    enum { PL_RULE_TEXT, PL_RULE_REGEX, PL_RULE_NUMBER, PL_RULE_LIST } kind;
    const char *help;
} pl_rule_option;

/* PL_RULE_hardcoded_relation, ...: in the order of rules.def. */
typedef enum pl_rule_id {
#define RULE(id, suffix, group, severity, wanted, title) PL_RULE_##suffix,
#include "check/rules/rules.def"
#undef RULE
    PL_RULE_COUNT
} pl_rule_id;

typedef struct pl_rule {
    pl_finding_kind kind;          /* first: what findings point to */
    pl_rule_id id;                 /* its place in the table, and in settings */
    bool wanted;                   /* runs without being asked for */
    const pl_rule_option *options; /* up to one with name NULL; may be NULL */
    void (*run)(pl_check *c, const struct pl_rule *r);
} pl_rule;

/* ---- settings: `checks:` of environments.yml
 *
 *   checks:
 *     hardcoded-relation: error          # off, note, warning, error
 *     schema-name: {pattern: "^...$"}    # options, severity, scope
 *     alias-name:                        # several, each with a scope of its own
 *       - {folder: models/staging, pattern: "^stg_", severity: warning}
 *       - {tag: legacy, severity: off}
 *
 * Scope: environment (or environments), folder, tag, node: text or list each; a folder
 * is a path prefix, the others may hold * . The first entry whose scope holds counts.
 */

typedef struct pl_rule_entry {
    const pl_yaml *yaml; /* options; NULL: none */
    pl_span span;
    bool off;
    bool has_severity;
    pl_severity severity;
    const pl_str *environments, *folders, *tags, *nodes; /* empty: all */
    uint32_t environment_len, folder_len, tag_len, node_len;
} pl_rule_entry;

typedef struct pl_rule_settings {
    const pl_rule_entry *at; /* at least one; the last has no scope */
    uint32_t len;
} pl_rule_settings;

/* The entry for a rule at a world (may be NULL) and node (may be NULL); never NULL. */
const pl_rule_entry *pl_check_entry(const pl_check *c, const pl_rule *r,
                                    const pl_check_world *w, const pl_dbt_node *n);
/* The same of another rule in that world, for one that leaves to it what it tells: does
 * it say nothing there? */
bool pl_check_is_off(const pl_check *c, pl_rule_id rule, const pl_check_world *w);
/* An option of it; empty, or `otherwise`, when it is not given. */
pl_str pl_rule_text(const pl_rule_entry *e, const char *option);
int64_t pl_rule_number(const pl_rule_entry *e, const char *option, int64_t otherwise);
/* A text is a list of one. */
uint32_t pl_rule_list(pl_check *c, const pl_rule_entry *e, const char *option,
                      const pl_str **out);

/* What a scalar of `checks:` says, as written: numbers and dates may stand for texts. */
pl_str pl_checks_text(const pl_yaml *y);
/* Item `i` of a list; a scalar is a list of one. */
const pl_yaml *pl_checks_item(const pl_yaml *y, uint32_t i);
/* The texts of a list, in `a`. */
uint32_t pl_checks_list(const pl_yaml *y, pl_arena *a, const pl_str **out);

/* ---- a run */

/* What the files of a commit touch. */
typedef struct pl_touched {
    bool given;      /* there are such files */
    bool everything; /* one of them is about the whole project */
    pl_map paths;    /* of the files */
    pl_map nodes;    /* unique_id */
} pl_touched;

struct pl_check {
    pl_arena *arena;
    pl_workspace *ws;
    pl_tree *tree; /* the project's */
    const pl_environments *environments;
    pl_check_world *at;
    uint32_t len;
    const pl_rule_settings *settings; /* by rule */
    pl_env_reads reads; /* every env_var() of the project; of all worlds */
    int64_t now_us;
    PL_VEC(pl_finding) findings;
    pl_map seen;        /* findings, to join those of several environments */
    pl_touched touched; /* by the files of a commit */
    bool whole; /* nothing was left out: every rule, node and environment was seen */
    struct pl_check_facts *facts; /* what several rules need, worked out when needed */
    pl_diag_sink *sink;           /* what could not be evaluated */
};

/* Add a finding of `r` in environment `w` (NULL: of the project as a whole) at `span`
 * (or at the node, when src is NULL). NULL when settings turn it off there; else it may
 * be filled further: help, fix, related. `text` is copied. A finding that is there
 * already (rule, place, node, text) gets the environment too. */
pl_finding *pl_check_add(pl_check *c, const pl_rule *r, const pl_check_world *w,
                         const pl_dbt_node *n, pl_span span, pl_str text);
pl_finding *pl_check_addf(pl_check *c, const pl_rule *r, const pl_check_world *w,
                          const pl_dbt_node *n, pl_span span, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* The finding is about this node too. */
void pl_check_also(pl_check *c, pl_finding *f, const pl_dbt_node *n);
/* The same for a node that is one of many: those of one place and text are one finding,
 * which names them all as `nodes`. `node` is empty when the place is not in its file.
 */
pl_finding *pl_check_group(pl_check *c, const pl_rule *r, const pl_check_world *w,
                           const pl_dbt_node *n, pl_span span, pl_str text);

/* Where a config key of a node was set: the line of a YAML file or config() that won;
 * src NULL when it is a default. */
pl_span pl_check_config_place(pl_check *c, const pl_check_world *w,
                              const pl_dbt_node *n, const char *key);

#endif
