/* profiles.yml: choosing an output and rendering it. What it means is target.c's. */
#include "project/config/profile.h"

#include "eval/ops/python_text.h"
#include "project/config/dbt_text.h"
#include "project/config/target_priv.h"

/* ---- reading */

bool pl_profiles_read(pl_tree *tree, pl_str dir, pl_arena *a, pl_diag_sink *sink,
                      pl_profiles *out) {
    pl_str path = pl_path_join(a, dir, PL_S("profiles.yml"));
    *out = (pl_profiles){.dir = pl_path_join(a, tree->root, dir)};
    pl_read_result read =
        pl_yaml_read(tree, path, false, a, sink, &out->src, &out->root);
    if (out->src) {
        ((pl_source *)(uintptr_t)out->src)->secret = true;
    }
    out->found = read != PL_READ_ABSENT;
    if (read != PL_READ_OK) {
        return read == PL_READ_ABSENT;
    }
    if (pl_yaml_is_none(out->root)) {
        pl_str message = pl_str_fmt(
            sink->arena, "The profiles.yml file at %.*s/profiles.yml is empty",
            PL_FMT(out->dir));
        pl_diag_add(sink, PL_E0504, (pl_span){out->src, 0, 0}, message)->dbt_text =
            pl_profile_trouble(sink->arena, message);
        return false;
    }
    return true;
}

pl_str pl_profile_trouble(pl_arena *a, pl_str message) {
    return pl_str_fmt(
        a,
        "Runtime Error\n  \n  dbt encountered an error while trying to read your "
        "profiles.yml file.\n  \n  %.*s\n  ",
        PL_FMT(message));
}

/* ---- names */

static bool no_profile(const pl_profiles *p, pl_diag_sink *sink) {
    pl_diag *d =
        pl_diag_add(sink, PL_E0504, (pl_span){0}, PL_S("the project names no profile"));
    d->help =
        PL_S("add a line `profile: NAME` to dbt_project.yml, or give --profile NAME");
    d->dbt_text = pl_str_fmt(
        sink->arena,
        "Runtime Error\n  dbt cannot run because no profile was specified for this dbt "
        "project.\n"
        "  To specify a profile for this project, add a line like the this to\n"
        "  your dbt_project.yml file:\n  \n  profile: [profile name]\n  \n"
        "  Here, [profile name] should be replaced with a profile name\n"
        "  defined in your profiles.yml file. You can find profiles.yml here:\n  \n"
        "  %.*s/profiles.yml\n  ",
        PL_FMT(p->dir));
    return false;
}

bool pl_profile_name(const pl_profiles *p, const pl_profile_choice *choice,
                     const pl_yaml_rules *rules, pl_arena *a, pl_str *out) {
    pl_value v = pl_none();
    if (choice->project_profile &&
        !pl_yaml_render(choice->project_profile, rules, a, &v)) {
        return false;
    }
    if (choice->profile.at) {
        *out = choice->profile;
        return true;
    }
    if (v.kind == PL_NONE) {
        return no_profile(p, rules->sink);
    }
    *out = pl_python_str(a, v);
    return true;
}

/* Keys are compared as the text that names them. */
static const pl_yaml_entry *find_named(const pl_yaml *map, pl_str name, pl_arena *a) {
    for (uint32_t i = 0; pl_yaml_is(map, PL_YAML_MAP) && i < map->count; i++) {
        if (pl_str_eq(pl_python_str(a, map->as.entries[i].key->scalar), name)) {
            return &map->as.entries[i];
        }
    }
    return NULL;
}

/* " - dev\n - prod" */
static pl_str name_list(const pl_yaml *map, pl_arena *a) {
    pl_buf text = {0};
    for (uint32_t i = 0; pl_yaml_is(map, PL_YAML_MAP) && i < map->count; i++) {
        pl_str name = pl_python_str(a, map->as.entries[i].key->scalar);
        pl_buf_fmt(&text, "%s - %.*s", i ? "\n" : "", PL_FMT(name));
    }
    pl_str list = pl_buf_take(&text, a);
    pl_buf_free(&text);
    return list;
}

static pl_str near_name(const pl_yaml *map, pl_str name, pl_arena *a) {
    pl_str best = {0};
    uint32_t distance = 3;
    for (uint32_t i = 0; pl_yaml_is(map, PL_YAML_MAP) && i < map->count; i++) {
        pl_str other = pl_python_str(a, map->as.entries[i].key->scalar);
        uint32_t d = pl_str_distance(name, other, 3);
        if (d < distance) {
            distance = d;
            best = other;
        }
    }
    return best;
}

static void suggest(pl_diag *d, const pl_yaml *map, pl_str name, pl_diag_sink *sink) {
    pl_str near = near_name(map, name, sink->arena);
    if (near.len) {
        d->help = pl_str_fmt(sink->arena, "did you mean '%.*s'?", PL_FMT(near));
    }
}

static const pl_yaml *find_profile(const pl_profiles *p, pl_str name,
                                   pl_diag_sink *sink) {
    const pl_yaml_entry *e = find_named(p->root, name, sink->arena);
    if (!e) {
        pl_diag *d = pl_diag_addf(sink, PL_E0504, (pl_span){p->src, 0, 0},
                                  "Could not find profile named '%.*s'", PL_FMT(name));
        d->dbt_text = pl_str_cat(sink->arena, PL_S("Runtime Error\n  "), d->text);
        suggest(d, p->root, name, sink);
        if (!p->found) {
            d->text = pl_str_fmt(
                sink->arena, "Could not find profile named '%.*s': no %.*s",
                PL_FMT(name),
                PL_FMT(pl_path_join(sink->arena, p->dir, PL_S("profiles.yml"))));
            d->help = PL_S(
                "write a profiles.yml, name its folder with --profiles-dir, or give "
                "each environment of environments.yml a `connection:`");
        }
        return NULL;
    }
    if (!pl_python_truth(e->value->scalar) && e->value->count == 0) {
        pl_str message = pl_str_fmt(
            sink->arena, "Profile %.*s in profiles.yml is empty", PL_FMT(name));
        pl_diag_add(sink, PL_E0504, pl_yaml_span(e->key), message)->dbt_text =
            pl_profile_trouble(sink->arena, message);
        return NULL;
    }
    return e->value;
}

/* ---- choosing the output */

typedef struct chooser {
    const pl_profiles *p;
    const pl_profile_choice *choice;
    const pl_yaml_rules *rules;
    pl_arena *a;
    pl_str profile_name;
    const pl_yaml *profile;
    pl_str target_name;
} chooser;

static pl_diag *fault(const chooser *c, pl_span span, pl_str message) {
    pl_diag_sink *sink = c->rules->sink;
    pl_diag *d = pl_diag_add(sink, PL_E0504, span, message);
    d->dbt_text = pl_str_cat(sink->arena, PL_S("Runtime Error\n  "), message);
    return d;
}

static bool target_name(chooser *c) {
    const pl_yaml *written = pl_yaml_get(c->profile, "target");
    pl_value v;
    if (c->choice->target.at) {
        c->target_name = c->choice->target;
        return true;
    }
    if (!written) {
        c->target_name = PL_S("default");
        return true;
    }
    if (!pl_yaml_render(written, c->rules, c->a, &v)) {
        return false;
    }
    c->target_name = pl_python_str(c->a, v);
    return true;
}

static const pl_yaml_entry *choose_output(chooser *c) {
    const pl_yaml *outputs = pl_yaml_get(c->profile, "outputs");
    pl_arena *a = c->rules->sink->arena;
    if (!outputs) {
        fault(c, pl_yaml_span(c->profile),
              pl_str_fmt(a, "outputs not specified in profile '%.*s'",
                         PL_FMT(c->profile_name)));
        return NULL;
    }
    const pl_yaml_entry *e = find_named(outputs, c->target_name, a);
    if (!e) {
        const pl_yaml *at =
            c->choice->target.at ? outputs : pl_yaml_get(c->profile, "target");
        pl_str message =
            pl_str_fmt(a,
                       "The profile '%.*s' does not have a target named '%.*s'. The "
                       "valid target names for this profile are:\n%.*s",
                       PL_FMT(c->profile_name), PL_FMT(c->target_name),
                       PL_FMT(name_list(outputs, a)));
        suggest(fault(c, pl_yaml_span(at ? at : outputs), message), outputs,
                c->target_name, c->rules->sink);
        return NULL;
    }
    if (e->value->kind != PL_YAML_MAP) {
        fault(c, pl_yaml_span(e->key),
              pl_str_fmt(
                  a, "output '%.*s' of profile '%.*s' is misconfigured in profiles.yml",
                  PL_FMT(c->target_name), PL_FMT(c->profile_name)));
        return NULL;
    }
    return e;
}

/* Passwords that aren't valid Jinja are taken as they are. */
static bool is_password(void *ctx, const pl_yaml_path *path, pl_str text) {
    (void)ctx, (void)text;
    for (; path; path = path->up) {
        if (path->key && PL_STR_IS(pl_yaml_text(path->key, PL_S("")), "password")) {
            return true;
        }
    }
    return false;
}

/* dbt raises a rendering error of an output as a profile error. */
static void as_profile_errors(pl_diag_sink *sink, uint32_t from) {
    for (; from < sink->len; from++) {
        pl_diag *d = &sink->at[from];
        if (pl_str_starts(d->dbt_whole, PL_S("Compilation Error"))) {
            d->dbt_whole =
                pl_dbt_error_text(sink->arena, "Runtime Error", d->dbt_whole);
        }
    }
}

static bool render_output(chooser *c, const pl_yaml *output, pl_value *out) {
    pl_yaml_rules rules = *c->rules;
    uint32_t from = rules.sink->len;
    rules.lenient = is_password;
    if (pl_yaml_render(output, &rules, c->a, out)) {
        return true;
    }
    as_profile_errors(rules.sink, from);
    return false;
}

bool pl_target_load(const pl_profiles *p, const pl_profile_choice *choice,
                    const pl_yaml_rules *rules, pl_arena *a, pl_target *out) {
    chooser c = {.p = p, .choice = choice, .rules = rules, .a = a};
    pl_value rendered;
    if (!pl_profile_name(p, choice, rules, a, &c.profile_name)) {
        return false;
    }
    c.profile = find_profile(p, c.profile_name, rules->sink);
    if (!c.profile || !target_name(&c)) {
        return false;
    }
    const pl_yaml_entry *e = choose_output(&c);
    if (!e || !render_output(&c, e->value, &rendered)) {
        return false;
    }
    pl_target_parts parts = {
        .name = c.target_name,
        .profile_name = c.profile_name,
        .fields = rendered.as.dict,
        .output = e->value,
        .where = pl_yaml_span(e->key),
        .choice = choice,
    };
    return pl_target_build(&parts, a, rules->sink, out);
}

bool pl_target_make(pl_str name, pl_str profile_name, const pl_dict *fields,
                    bool lenient, const pl_profile_choice *choice, pl_span where,
                    pl_arena *a, pl_diag_sink *sink, pl_target *out) {
    pl_target_parts parts = {
        .name = name,
        .profile_name = profile_name,
        .fields = fields,
        .where = where,
        .choice = choice,
        .lenient = lenient,
    };
    return pl_target_build(&parts, a, sink, out);
}

uint32_t pl_profile_outputs(const pl_profiles *p, pl_str profile, pl_arena *a,
                            pl_str **out) {
    const pl_yaml_entry *e = find_named(p->root, profile, a);
    const pl_yaml *outputs = e ? pl_yaml_get(e->value, "outputs") : NULL;
    uint32_t count = pl_yaml_is(outputs, PL_YAML_MAP) ? outputs->count : 0;
    *out = PL_NEW_ARRAY(a, pl_str, count);
    for (uint32_t i = 0; i < count; i++) {
        (*out)[i] = pl_python_str(a, outputs->as.entries[i].key->scalar);
    }
    return count;
}
