/* plumb init: the text of environments.yml. */
#include <ctype.h>

#include "check/check.h"
#include "cli/init/init.h"

enum { COMMENT_COLUMN = 40 };

/* ---- YAML */

static bool is_plain(pl_str s) {
    static const char *const words[] = {"y",   "n",    "yes",   "no",  "on",
                                        "off", "true", "false", "null"};
    bool plain = s.len && isalpha((unsigned char)s.at[0]) && s.at[s.len - 1] != ' ';
    for (uint32_t i = 0; plain && i < s.len; i++) {
        plain = isalnum((unsigned char)s.at[i]) || strchr("_-./ ", s.at[i]);
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        plain = plain && !pl_str_eq_nocase(s, pl_str_of(words[i]));
    }
    return plain;
}

void init_scalar(pl_buf *to, pl_str text) {
    if (is_plain(text)) {
        pl_buf_str(to, text);
    } else {
        pl_buf_json(to, text);
    }
}

/* End the line that began at byte `from` with a comment, in its column. */
static void put_comment(pl_buf *to, uint32_t from, pl_str text) {
    do {
        pl_buf_char(to, ' ');
    } while (to->len - from < COMMENT_COLUMN);
    PL_BUF_LIT(to, "# ");
    for (uint32_t i = 0; i < text.len; i++) {
        pl_buf_char(to, (unsigned char)text.at[i] < ' ' ? ' ' : text.at[i]);
    }
    pl_buf_char(to, '\n');
}

/* `key: value`, and a comment unless it is NULL. */
static void put_field(pl_buf *to, const char *key, pl_str value, const char *comment) {
    uint32_t from = to->len;
    pl_buf_fmt(to, "    %s: ", key);
    init_scalar(to, value);
    if (comment) {
        put_comment(to, from, pl_str_of(comment));
    } else {
        pl_buf_char(to, '\n');
    }
}

/* ---- variables */

static bool concerns(const init_place *p, const pl_env_read *read) {
    return !read->target.len || pl_str_eq(read->target, p->target);
}

static bool is_first(const init_run *r, const init_place *p, uint32_t i) {
    for (uint32_t k = 0; k < i; k++) {
        if (concerns(p, &r->reads.at[k]) &&
            pl_str_eq(r->reads.at[k].name, r->reads.at[i].name)) {
            return false;
        }
    }
    return true;
}

/* The default that is a text or a number; empty: there is none. */
static pl_str literal_default(const pl_env_read *read) {
    pl_str s = read->fallback;
    if (s.len > 1 && (s.at[0] == '\'' || s.at[0] == '"') &&
        s.at[s.len - 1] == s.at[0]) {
        return pl_str_sub(s, 1, s.len - 1);
    }
    return s.len && isdigit((unsigned char)s.at[0]) ? s : PL_S("");
}

/* A profile is named without its folder, which may be somebody's home. */
static pl_str place_of(init_run *r, const pl_env_read *read) {
    pl_str path = read->span.src->path;
    path = read->target.len ? pl_path_base(path) : path;
    return pl_str_fmt(r->a, "%.*s:%u", PL_FMT(path),
                      pl_source_line(read->span.src, read->span.lo));
}

static void put_variable(init_run *r, pl_buf *to, const pl_env_read *read) {
    uint32_t from = to->len;
    pl_str place = place_of(r, read);
    pl_buf_fmt(to, "    #   %.*s: ", PL_FMT(read->name));
    pl_buf_json(to, literal_default(read));
    put_comment(
        to, from,
        pl_str_cat(r->a, read->fallback.at ? PL_S("default of ") : PL_S("no default: "),
                   place));
}

static void put_variables(init_run *r, pl_buf *to, const init_place *p) {
    bool any = false;
    pl_buf secrets = {0};
    for (uint32_t i = 0; i < r->reads.len; i++) {
        const pl_env_read *read = &r->reads.at[i];
        if (!concerns(p, read) || !is_first(r, p, i)) {
            continue;
        }
        if (init_is_secret(r, read->name)) {
            pl_buf_fmt(&secrets, " %.*s", PL_FMT(read->name));
            continue;
        }
        if (!any) {
            uint32_t from = to->len;
            PL_BUF_LIT(to, "    # env_vars:");
            put_comment(to, from, PL_S("win over those of the process, here only"));
            any = true;
        }
        put_variable(r, to, read);
    }
    if (secrets.len) {
        pl_buf_fmt(to, "    # secrets stay in the process environment:%.*s\n",
                   PL_FMT(pl_buf_view(&secrets)));
    }
    pl_buf_free(&secrets);
}

/* ---- connection, schema, credentials */

static pl_str member(const init_place *p, const char *name, const char *alias) {
    const pl_yaml *y = pl_yaml_get(p->output, name);
    y = y ? y : pl_yaml_get(p->output, alias);
    return pl_yaml_text(y, PL_S(""));
}

static bool has(const init_place *p, const char *name) {
    return pl_yaml_get(p->output, name) != NULL;
}

static void put_stub(pl_buf *to, const char *key, pl_str value, const char *otherwise) {
    pl_buf_fmt(to, "    #   %s: ", key);
    init_scalar(to, value.len ? value : pl_str_of(otherwise));
    pl_buf_char(to, '\n');
}

/* Where no profiles.yml will be: with dbt Cloud, or in CI. */
static void put_connection(init_run *r, pl_buf *to, const init_place *p) {
    static const char *const schemas[] = {"analytics", "dbt_{{ user.name }}",
                                          "analytics_staging", "analytics"};
    uint32_t from = to->len;
    PL_BUF_LIT(to, "    # connection:");
    put_comment(to, from,
                r->has_profile
                    ? PL_S("in place of `target`, where profiles.yml is missing")
                    : PL_S("fill it in: until then nothing can be rendered here"));
    put_stub(to, "type", member(p, "type", "type"), pl_adapter_snowflake.name);
    put_stub(to, "database",
             member(p, "database", has(p, "project") ? "project" : "dbname"),
             "ANALYTICS");
    put_stub(to, "schema", member(p, "schema", "dataset"), schemas[p->role]);
}

static void put_schema_note(init_run *r, pl_buf *to, const init_place *p) {
    const pl_yaml *schema = pl_yaml_get(p->output, "schema");
    pl_env_reads reads = {.arena = r->a};
    schema = schema ? schema : pl_yaml_get(p->output, "dataset");
    if (!schema) {
        return;
    }
    pl_env_reads_yaml(&reads, schema);
    if (reads.len && reads.at[0].name.len) {
        pl_buf_fmt(to, "    # its schema reads %.*s: one for each developer\n",
                   PL_FMT(reads.at[0].name));
    } else if (r->profile_inside) {
        uint32_t from = to->len;
        PL_BUF_LIT(to, "    # schema: \"dbt_{{ user.name }}\"");
        put_comment(to, from, PL_S("one for each developer, not one for all"));
    } else {
        PL_BUF_LIT(to, "    # its schema is that of each developer's profiles.yml\n");
    }
}

static const char *auth_of(const init_place *p) {
    return has(p, "private_key_path") || has(p, "private_key") ? "key_pair"
           : has(p, "keyfile") || has(p, "keyfile_json")       ? "service_account"
           : has(p, "token")                                   ? "token"
           : has(p, "password") || has(p, "pass")              ? "password"
           : has(p, "authenticator")                           ? "oauth"
                                                               : "key_pair";
}

static void put_credentials(pl_buf *to, const init_place *p) {
    pl_str user = member(p, "user", "username");
    PL_BUF_LIT(to, "    # credentials: {user: ");
    init_scalar(to, user.len ? user : PL_S("SERVICE_ACCOUNT"));
    pl_buf_fmt(to, ", auth: %s, rotated_at: 2026-01-31, rotate_every: 90d}\n",
               auth_of(p));
}

/* ---- environments */

static void put_role(init_run *r, pl_buf *to, const init_place *p) {
    const init_place *production = init_production(r);
    switch (p->role) {
    case INIT_UNKNOWN:
        PL_BUF_LIT(to, "    # type: deployment                  "
                       "# or development: its name does not tell\n");
        break;
    case INIT_DEVELOPMENT:
        put_field(to, "type", PL_S("development"), NULL);
        break;
    case INIT_STAGING:
    case INIT_PRODUCTION:
        put_field(to, "type", PL_S("deployment"), NULL);
        break;
    }
    if (p->target.len) {
        put_field(to, "target", p->target, "an output of profiles.yml");
    }
    if (p->role == INIT_STAGING && production) {
        put_field(to, "defer_to", production->name,
                  "what is not built here is read there");
    }
    if (p->role == INIT_PRODUCTION) {
        uint32_t from = to->len;
        PL_BUF_LIT(to, "    protected: true");
        put_comment(to, from, PL_S("nothing else may land in its schemas"));
    }
}

static void put_place(init_run *r, pl_buf *to, const init_place *p) {
    pl_str version = init_dbt_version(r);
    PL_BUF_LIT(to, "  ");
    init_scalar(to, p->name);
    PL_BUF_LIT(to, ":\n");
    put_role(r, to, p);
    if (version.len) {
        uint32_t from = to->len;
        PL_BUF_LIT(to, "    dbt_version: ");
        pl_buf_json(to, version);
        put_comment(to, from, PL_S("of require-dbt-version"));
    } else {
        PL_BUF_LIT(to, "    # dbt_version: \"1.9\"\n");
    }
    if (p->role == INIT_DEVELOPMENT) {
        put_schema_note(r, to, p);
    } else {
        pl_buf_fmt(to, "    # branch: %s\n",
                   p->role == INIT_STAGING ? "develop" : "main");
    }
    if (!r->profile_inside) {
        put_connection(r, to, p);
    }
    put_variables(r, to, p);
    if (p->role != INIT_DEVELOPMENT) {
        put_credentials(to, p);
    }
}

/* ---- rules */

static void put_rules(pl_buf *to) {
    static const char *const words[] = {
        [PL_NOTE] = "note", [PL_WARNING] = "warning", [PL_ERROR] = "error"};
    uint32_t from = to->len;
    PL_BUF_LIT(to, "checks:");
    put_comment(to, from, PL_S("rules of `plumb check`: off, note, warning or error"));
    PL_BUF_LIT(
        to,
        "  # As they are without settings; `plumb help rules/NAME` explains one and its options.\n");
    for (uint32_t i = 0; i < pl_rule_count; i++) {
        const pl_finding_kind *k = &pl_rules[i].kind;
        bool off = !pl_rules[i].wanted && strcmp(k->group, "credentials") != 0;
        from = to->len;
        pl_buf_fmt(to, "  # %s: %s", k->id, off ? "off" : words[k->severity]);
        put_comment(to, from, pl_str_of(k->title));
    }
}

/* ---- the whole */

pl_str init_environments_text(init_run *r) {
    pl_buf to = {0};
    PL_BUF_LIT(
        &to,
        "# Environments of this project. `plumb help environments` tells what may "
        "stand here; "
        "what is commented\n"
        "# out shows how it would be written. No secret belongs into this file.\n");
    if (!r->has_profile) {
        PL_BUF_LIT(
            &to, "#\n"
                 "# No profiles.yml has its profile, as with dbt Cloud: fill in each "
                 "`connection` with what the\n"
                 "# environment's settings say. plumb connects to nothing and needs no "
                 "password or key.\n");
    }
    PL_BUF_LIT(&to, "environments:\n");
    for (uint32_t i = 0; i < r->place_len; i++) {
        put_place(r, &to, &r->places[i]);
    }
    put_rules(&to);
    pl_str text = pl_buf_take(&to, r->a);
    pl_buf_free(&to);
    return text;
}
