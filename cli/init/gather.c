/* plumb init: what the project, its profile and its repository show. */
#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/init/init.h"
#include "cli/session/session_priv.h"
#include "project/config/project_file.h"
#include "project/input/git.h"
#include "project/node/world.h"

/* ---- places */

static bool is_there(pl_arena *a, pl_str dir, const char *name) {
    return access(pl_str_z(a, pl_path_join(a, dir, pl_str_of(name))), F_OK) == 0;
}

bool init_exists(const init_run *r, pl_str path) {
    return is_there(r->a, r->root, pl_str_z(r->a, path));
}

static void find_root(init_run *r) {
    pl_diag_sink quiet = {.arena = r->a};
    pl_git *git = pl_git_open(r->s->project_dir, r->a, &quiet);
    r->prefix = git ? pl_str_copy(r->a, pl_git_prefix(git)) : PL_S("");
    r->root = r->s->project_dir;
    for (uint32_t i = 0; i < r->prefix.len; i++) {
        if (r->prefix.at[i] == '/') {
            r->root = pl_path_join(r->a, r->root, PL_S(".."));
        }
    }
    if (git) {
        pl_git_close(git);
    }
}

/* Folder `dir` below the top of the repository; at NULL: it lies elsewhere. */
static pl_str below_root(const init_run *r, pl_str dir) {
    pl_str out = {NULL, 0};
    char *root = realpath(pl_str_z(r->a, r->root.len ? r->root : PL_S(".")), NULL);
    char *path = realpath(pl_str_z(r->a, dir.len ? dir : PL_S(".")), NULL);
    size_t len = root ? strlen(root) : 0;
    if (root && path && !strncmp(path, root, len) && (path[len] == '/' || !path[len])) {
        out = pl_str_copy(r->a, pl_str_of(path[len] ? path + len + 1 : path + len));
    }
    free(root);
    free(path);
    return out;
}

/* As a shell takes it. */
static pl_str shell_word(pl_arena *a, pl_str s) {
    pl_buf quoted = {0};
    bool plain = true;
    pl_buf_char(&quoted, '\'');
    for (uint32_t i = 0; i < s.len; i++) {
        plain = plain && (isalnum((unsigned char)s.at[i]) || strchr("_-./", s.at[i]));
        pl_buf_str(&quoted, s.at[i] == '\'' ? PL_S("'\\''") : pl_str_sub(s, i, i + 1));
    }
    pl_buf_char(&quoted, '\'');
    pl_str out = plain ? s : pl_buf_take(&quoted, a);
    pl_buf_free(&quoted);
    return out;
}

static void add_argument(init_run *r, pl_str option, pl_str dir) {
    if (dir.len) {
        option = pl_str_cat(r->a, option, shell_word(r->a, dir));
        r->arguments = pl_str_cat(r->a, r->arguments, option);
    }
}

static void find_arguments(init_run *r, pl_str profiles_dir) {
    pl_str profiles = below_root(r, profiles_dir);
    r->profile_inside = r->has_profile && profiles.at;
    r->project_dir = pl_str_sub(r->prefix, 0, r->prefix.len ? r->prefix.len - 1 : 0);
    r->profiles_dir = r->profile_inside ? profiles : PL_S("");
    r->arguments = PL_S("");
    add_argument(r, PL_S(" --project-dir "), r->project_dir);
    add_argument(r, PL_S(" --profiles-dir "), r->profiles_dir);
}

/* ---- environments */

static bool is_one_of(pl_str word, const char *words) {
    for (const char *at = words; *at;) {
        size_t len = strcspn(at, " ");
        if (pl_str_eq_nocase(word, (pl_str){at, (uint32_t)len})) {
            return true;
        }
        at += len + (at[len] == ' ');
    }
    return false;
}

static init_role role_of_word(pl_str word) {
    return is_one_of(word,
                     "stg stage staging uat qa pre preprod ci test int integration")
               ? INIT_STAGING
           : is_one_of(word, "prod production prd live") ? INIT_PRODUCTION
           : is_one_of(word, "dev develop development local sandbox default")
               ? INIT_DEVELOPMENT
               : INIT_UNKNOWN;
}

/* "analytics_prod" is production, "pre-prod" is not: the first
 * word that tells counts. */
static init_role role_of(pl_str name) {
    uint32_t from = 0;
    for (uint32_t i = 0; i <= name.len; i++) {
        if (i < name.len && isalnum((unsigned char)name.at[i])) {
            continue;
        }
        init_role role = role_of_word(pl_str_sub(name, from, i));
        if (role != INIT_UNKNOWN) {
            return role;
        }
        from = i + 1;
    }
    return INIT_UNKNOWN;
}

/* An environment's name has no commas. */
static pl_str name_of(pl_arena *a, pl_str target) {
    char *name = pl_str_z(a, target);
    for (char *at = name; *at; at++) {
        *at = *at == ',' ? '_' : *at;
    }
    return pl_str_of(name);
}

static void take_outputs(init_run *r, const pl_yaml *outputs) {
    r->places = PL_NEW_ARRAY0(r->a, init_place, outputs->count);
    for (uint32_t i = 0; i < outputs->count; i++) {
        pl_str target = pl_yaml_text(outputs->as.entries[i].key, PL_S(""));
        if (target.len) {
            init_place *p = &r->places[r->place_len++];
            *p = (init_place){.name = name_of(r->a, target),
                              .role = role_of(target),
                              .target = target,
                              .output = outputs->as.entries[i].value};
        }
    }
}

/* Without a profile, as with dbt Cloud: the three that most have. */
static void take_usual(init_run *r) {
    static const char *const names[] = {"development", "staging", "production"};
    r->place_len = 3;
    r->places = PL_NEW_ARRAY0(r->a, init_place, r->place_len);
    for (uint32_t i = 0; i < r->place_len; i++) {
        r->places[i].name = pl_str_of(names[i]);
        r->places[i].role = role_of(r->places[i].name);
    }
}

/* That of the project comes first, as if dbt were started there. */
static pl_str profiles_dir_of(init_run *r) {
    bool given = pl_setting(r->s, "profiles-dir").at != NULL;
    return !given && is_there(r->a, r->s->project_dir, "profiles.yml")
               ? r->s->project_dir
               : r->s->world_options.base.profiles_dir;
}

static bool read_profile(init_run *r) {
    pl_world_options *o = &r->s->world_options.base;
    pl_profiles profiles;
    o->profiles_dir = profiles_dir_of(r);
    if (!pl_profiles_read(o->profiles_tree, o->profiles_dir, r->a, &r->s->sink,
                          &profiles)) {
        return false;
    }
    pl_str name = o->profile.at
                      ? o->profile
                      : pl_yaml_text(pl_yaml_get(r->project, "profile"), PL_S(""));
    const pl_yaml *outputs =
        pl_yaml_get(pl_yaml_get_str(profiles.root, name), "outputs");
    if (pl_yaml_is(outputs, PL_YAML_MAP) && outputs->count) {
        r->has_profile = true;
        take_outputs(r, outputs);
    }
    if (!r->place_len) {
        take_usual(r);
    }
    find_arguments(r, o->profiles_dir);
    return true;
}

const init_place *init_production(const init_run *r) {
    for (uint32_t i = 0; i < r->place_len; i++) {
        if (r->places[i].role == INIT_PRODUCTION) {
            return &r->places[i];
        }
    }
    return NULL;
}

/* ---- variables */

bool init_is_secret(const init_run *r, pl_str name) {
    bool secret = pl_env_names_secret(name);
    for (uint32_t i = 0; i < r->reads.len && !secret; i++) {
        secret = r->reads.at[i].secret && pl_str_eq(r->reads.at[i].name, name);
    }
    return secret;
}

static bool is_name(pl_str name) {
    bool ok = name.len && !isdigit((unsigned char)name.at[0]);
    for (uint32_t i = 0; ok && i < name.len; i++) {
        ok = isalnum((unsigned char)name.at[i]) || name.at[i] == '_';
    }
    return ok;
}

static void read_variables(init_run *r) {
    uint32_t n = 0;
    r->reads.arena = r->a;
    pl_env_reads_project(&r->reads, r->s->ws, &r->s->world_options.base);
    for (uint32_t i = 0; i < r->reads.len; i++) {
        if (is_name(r->reads.at[i].name)) {
            r->reads.at[n++] = r->reads.at[i];
        }
    }
    r->reads.len = n;
}

/* ---- version */

/* "1.9" of "1.9.3"; empty when it is no such version. */
static pl_str minor_of(pl_str version) {
    uint32_t dots = 0, i = 0;
    for (; i < version.len; i++) {
        dots += version.at[i] == '.';
        if (dots == 2 ||
            !(isdigit((unsigned char)version.at[i]) || version.at[i] == '.')) {
            break;
        }
    }
    return dots ? pl_str_sub(version, 0, i) : PL_S("");
}

static pl_str behind(pl_str spec, pl_str operator) {
    return pl_str_starts(spec, operator)
               ? pl_str_trim(pl_str_sub(spec, operator.len, spec.len))
               : PL_S("");
}

/* ">=1.9.0" and "<1.10.0" stand for 1.9. */
static bool is_next(pl_str low, pl_str high) {
    uint32_t a = pl_str_find_char(low, '.'), b = pl_str_find_char(high, '.');
    return a == b && pl_str_eq(pl_str_sub(low, 0, a), pl_str_sub(high, 0, b)) &&
           atoi(low.at + a + 1) + 1 == atoi(high.at + b + 1);
}

static pl_str version_of_range(pl_arena *a, pl_str range) {
    uint32_t comma = pl_str_find_char(range, ',');
    pl_str first = pl_str_trim(pl_str_sub(range, 0, comma));
    pl_str exact = behind(first, PL_S("="));
    if (comma == UINT32_MAX) {
        exact =
            exact.len && exact.at[0] == '=' ? pl_str_sub(exact, 1, exact.len) : exact;
        return minor_of(exact.len ? exact : first);
    }
    pl_str second = pl_str_trim(pl_str_sub(range, comma + 1, range.len));
    pl_str low = minor_of(behind(first, PL_S(">=")));
    pl_str high = minor_of(behind(second, PL_S("<")));
    return low.len && high.len &&
                   is_next(pl_str_of(pl_str_z(a, low)), pl_str_of(pl_str_z(a, high)))
               ? low
               : PL_S("");
}

pl_str init_dbt_version(const init_run *r) {
    const pl_yaml *y = pl_yaml_get(r->project, "require-dbt-version");
    pl_str range = pl_yaml_text(y, PL_S(""));
    if (pl_yaml_is(y, PL_YAML_SEQ) && y->count && y->count <= 2) {
        range = pl_yaml_text(y->as.items[0], PL_S(""));
        if (y->count == 2) {
            range = pl_str_cat3(r->a, range, PL_S(","),
                                pl_yaml_text(y->as.items[1], PL_S("")));
        }
    }
    return version_of_range(r->a, range);
}

/* ---- the whole */

bool init_gather(init_run *r) {
    pl_session *s = r->s;
    if (!pl_project_raw(s->world_options.tree, PL_S(""), r->a, &s->sink, &r->project)) {
        return false;
    }
    find_root(r);
    if (!read_profile(r)) {
        return false;
    }
    read_variables(r);
    return true;
}
