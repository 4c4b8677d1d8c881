/* project/config/profile.h: profiles.yml to a target.
 *
 * Only the chosen output is rendered; the others may need variables that are not set.
 * Errors: PL_E0504 (and PL_E0602) with file and line; dbt's words are the text, or
 * dbt_text where plumb's say more. */
#ifndef PL_PROJECT_CONFIG_PROFILE_H
#define PL_PROJECT_CONFIG_PROFILE_H

#include "adapter/adapter.h"
#include "project/yaml/yaml.h"
#include "support/tree.h"

typedef struct pl_target {
    pl_str name; /* "dev" */
    pl_str profile_name;
    pl_str type; /* the adapter's name as written in the profile */
    const pl_adapter *adapter;
    pl_value dict;     /* PL_DICT: Jinja's `target`, without secrets */
    pl_value database; /* PL_STR or PL_NONE */
    pl_value schema;   /* PL_STR or PL_NONE */
    /* PL_DICT: every credential by canonical name, secrets included */
    pl_value credentials;
    int64_t threads;
    pl_span span; /* the output's name in profiles.yml; src NULL: not from there */
    const pl_yaml *output; /* the output as written, unrendered; NULL: not from there */
} pl_target;

/* A read profiles.yml. */
typedef struct pl_profiles {
    const pl_source *src;
    const pl_yaml *root; /* NULL: no file, or empty */
    pl_str dir;          /* as messages name it */
    bool found;
} pl_profiles;

/* Read DIR/profiles.yml; a missing file is no error yet. False after a message. */
bool pl_profiles_read(pl_tree *tree, pl_str dir, pl_arena *a, pl_diag_sink *sink,
                      pl_profiles *out);

typedef struct pl_profile_choice {
    pl_str profile; /* --profile; at NULL: not given */
    /* `profile:` of dbt_project.yml, unrendered; or NULL */
    const pl_yaml *project_profile;
    pl_str target;            /* --target; at NULL: not given */
    int64_t threads;          /* --threads; 0: not given */
    const char *adapter_like; /* --adapter-like for unknown types; NULL */
} pl_profile_choice;

/* Name of the profile that is to be used. False after a message. */
bool pl_profile_name(const pl_profiles *p, const pl_profile_choice *choice,
                     const pl_yaml_rules *rules, pl_arena *a, pl_str *out);

/* Choose, render and check the target. `rules` render with the base context in which
 * secret variables are allowed; the callback puts secrets in place itself. */
bool pl_target_load(const pl_profiles *p, const pl_profile_choice *choice,
                    const pl_yaml_rules *rules, pl_arena *a, pl_target *out);

/* A target from rendered fields (type, database, schema, ... ; `threads` too), as if
 * they stood in profiles.yml. Members that the credentials class demands and that are
 * missing are no error when `lenient` (environments.yml gives only a few). */
bool pl_target_make(pl_str name, pl_str profile_name, const pl_dict *fields,
                    bool lenient, const pl_profile_choice *choice, pl_span where,
                    pl_arena *a, pl_diag_sink *sink, pl_target *out);

/* Names of the profile's outputs in file order. `profile` as from pl_profile_name. */
uint32_t pl_profile_outputs(const pl_profiles *p, pl_str profile, pl_arena *a,
                            pl_str **out);

#endif
