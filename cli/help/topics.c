/* Topics of `plumb help`: what no command's own help can tell. */
#include "cli/help/help.h"

static const char environments[] =
    "environments.yml, beside dbt_project.yml, names the places a project is\n"
    "built in: a target of profiles.yml (or a `connection:` of its own),\n"
    "variables, deferral and credentials.\n"
    "\n"
    "  environments:\n"
    "    development:\n"
    "      type: development\n"
    "      target: dev\n"
    "      schema: \"dbt_{{ user.name }}\"\n"
    "      env_vars: {DEBUG_MODE: \"true\"}\n"
    "    production:\n"
    "      type: deployment\n"
    "      target: prod\n"
    "      protected: true\n"
    "\n"
    "--env NAME chooses environments wherever --target chooses targets; both may\n"
    "be repeated, or take a list with commas. -t alone never reads the file, so\n"
    "that plumb and dbt agree. `schemas`, `check` and `env` without either take\n"
    "all environments; without the file, every output of the profile is one.\n"
    "\n"
    "`plumb init` writes the file from what the project shows.\n"
    "`plumb env list` shows them, `plumb env show NAME` one, `plumb env vars`\n"
    "every variable that the project reads and where. `plumb plan --env NAME`\n"
    "shows what a run there builds, and what it reads from the environment that\n"
    "it defers to; --defer makes compile and render read from there as well.\n";

static const char selection[] =
    "Nodes are selected as dbt selects them, with --select (-s), --exclude,\n"
    "--selector and --resource-type.\n"
    "\n"
    "  orders             the node of that name\n"
    "  +orders            with all it is made of; 2+orders: two steps up\n"
    "  orders+            with all that is made of it\n"
    "  @orders            with all that is made of it, and what that needs\n"
    "  staging.*          by folder or package; * ? [ab] stand for characters\n"
    "  path:models/marts  by file; tag:nightly, config.materialized:table,\n"
    "                     source:raw, exposure:weekly, test_type:unit, group:web\n"
    "  state:modified     what differs from the manifest in --state\n"
    "  a b                both (union); a,b is what is in both (intersection)\n"
    "\n"
    "--indirect-selection (eager, cautious, buildable, empty) says which tests\n"
    "come along. selectors.yml is read for --selector and for its default.\n";

static const char exit_codes[] =
    "   0  nothing found\n"
    "   1  findings at or above --fail-on (default: error), or differences\n"
    "   2  something could not be evaluated, or the command line was wrong\n"
    "  70  a fault of plumb's own\n"
    "\n"
    "What was selected and could not be rendered never ends in 0.\n"
    "\n"
    "The answer alone goes to standard output, messages go to standard error.\n";

static const char checks[] =
    "`plumb check` runs its rules on what every environment renders. `plumb help\n"
    "rules` lists them, `plumb help rules/NAME` explains one. `checks:` of\n"
    "environments.yml sets them:\n"
    "\n"
    "  checks:\n"
    "    hardcoded-relation: error      # off, note, warning, error\n"
    "    schema-name: {pattern: \"^(dbt_[a-z]+|analytics)$\"}\n"
    "    alias-name:                    # several, each with a scope of its own\n"
    "      - {folder: models/staging, pattern: \"^stg_\", severity: warning}\n"
    "      - {tag: legacy, severity: off}\n"
    "\n"
    "A scope is an environment, folder, tag or node (or a list of them, where *\n"
    "stands for any characters); the first entry whose scope holds counts.\n"
    "\n"
    "One finding is allowed by a comment at the end of its line or on the line\n"
    "above:\n"
    "\n"
    "  -- plumb: ignore hardcoded-relation\n"
    "\n"
    "in SQL, `# plumb: ignore RULE` in YAML, or in a comment of Jinja; several\n"
    "rules have commas between them, `ignore-file` holds for the whole file. Old\n"
    "findings go into a file with --baseline FILE --write-baseline and are left\n"
    "out with --baseline FILE from then on.\n"
    "\n"
    "Given files, as pre-commit does, the whole project is evaluated and what\n"
    "these files touch is reported.\n";

static const char formats[] =
    "--format of `plumb check`:\n"
    "\n"
    "  text      for people, with excerpts\n"
    "  json      everything that is known, for scripts (docs/FORMATS.md)\n"
    "  github    annotations of GitHub Actions, and what is printed there if nothing\n"
    "            is said; a step shows ten of each severity, most serious first\n"
    "  sarif     SARIF 2.1.0, for code scanning\n"
    "  gitlab    GitLab's code quality report\n"
    "  junit     JUnit XML\n"
    "  markdown  for a comment or the summary of a step, cut to 65,536 bytes\n"
    "\n"
    "With --output FILE the file's name tells (.sarif, .xml, .md, .json), and\n"
    "text still goes to standard output.\n"
    "\n"
    "NO_COLOR and --color never turn colours off, CLICOLOR_FORCE and --color\n"
    "always turn them on.\n";

static const char offline[] =
    "plumb has no warehouse: relations do not exist, is_incremental() is false,\n"
    "and a query has no answer. What a template asks is looked for in\n"
    "\n"
    "  introspection.yml     answers that you wrote down (--introspection FILE)\n"
    "  catalog.json          in the target path, as `dbt docs generate` writes it\n"
    "  schema files          columns that are declared\n"
    "\n"
    "A node that asks what none of them knows is reported with its chain of calls\n"
    "and ends in 2; all others are compiled.\n"
    "\n"
    "--incremental renders what a later run would. run_started_at and\n"
    "invocation_id are fixed by SOURCE_DATE_EPOCH.\n";

static const char secrets[] =
    "Values of variables whose names begin with DBT_ENV_SECRET are written as\n"
    "***** wherever text is printed or written. Lines of profiles.yml are never\n"
    "shown, and members of a connection that are credentials are not in `target`.\n"
    "\n"
    "Templates cannot read files, run programs or reach a network. plumb writes\n"
    "nothing but the target path and the files it is asked for.\n";

const pl_help_topic pl_help_topics[] = {
    {"environments", "environments.yml and --env", environments},
    {"selection", "which nodes", selection},
    {"checks", "setting and suppressing rules", checks},
    {"formats", "forms of reports", formats},
    {"offline", "what stands for the warehouse", offline},
    {"secrets", "what is never shown", secrets},
    {"exit-codes", "what a command ends with", exit_codes},
};
const size_t pl_help_topic_count = sizeof pl_help_topics / sizeof *pl_help_topics;
