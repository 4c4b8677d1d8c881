/* check/check.h: the rules of `plumb check` and `plumb env check`, run over the
 * rendered project in every environment.
 *
 * check/rules/rule.h has what a rule is and what it sees. Ownership: all in the check's
 * arena. One thread. */
#ifndef PL_CHECK_CHECK_H
#define PL_CHECK_CHECK_H

#include "check/rules/rule.h"

/* All rules, in the order of rules.def. */
extern const pl_rule pl_rules[];
extern const uint32_t pl_rule_count;
const pl_rule *pl_rule_find(pl_str id);

/* Read `checks:` (may be NULL); out[] is by rule. Unknown rules, options and
 * environments, and patterns that are no regular expressions, are reported: false. */
bool pl_check_settings_read(const pl_environments *environments, pl_arena *a,
                            pl_diag_sink *sink, pl_rule_settings *out);

/* Run one rule or (rule NULL) all that are wanted and not off. */
void pl_check_run(pl_check *c, const pl_rule *rule);

/* ---- suppression */

/* A comment `plumb: ignore RULE[, RULE]` (`--`, `#`, or a Jinja comment) at the end of
 * the finding's line or on the line above it, or `plumb: ignore-file RULE[, ...]`
 * anywhere in the file; ALL stands for every rule. Marks findings; comments that name
 * no rule are reported as warnings. */
void pl_check_suppress(pl_check *c);

/* A baseline: a file of fingerprints of old findings (JSON). Reading marks those that
 * are in it; entries that match nothing any more are reported as a warning (stale), and
 * a file that is no baseline is an error: false. */
bool pl_baseline_apply(pl_check *c, pl_str path);
bool pl_baseline_write(const pl_check *c, pl_str path);

/* ---- files of a commit */

/* Find what the files touch: nodes of a model file; nodes described by a schema file;
 * nodes that use a macro of a macro file (through other macros too); for project-wide
 * files (dbt_project.yml, profiles.yml, environments.yml, packages.yml, selectors.yml,
 * files of installed packages, macros that make names) everything. Paths are relative
 * to the project. A file that is gone touches what still names it. False after
 * reporting a file that is outside the project, or that neither is nor was there. */
bool pl_check_touched(pl_check *c, const pl_str *files, uint32_t len);
/* Keep the findings on touched nodes and places. */
void pl_check_keep_touched(pl_check *c);

#endif
