/* The sides of a comparison. */
#include "cli/diff/sides.h"

#include <sys/stat.h>

#include "project/input/git.h"
#include "project/world/stages.h"
#include "support/pool.h"

/* ---- revisions */

static pl_revision *work_tree(pl_sides *d) {
    for (uint32_t i = 0; i < d->revisions.len; i++) {
        if (!d->revisions.at[i]->name.len) {
            return d->revisions.at[i];
        }
    }
    pl_revision *r = PL_NEW(&d->s->arena, pl_revision);
    r->name = PL_S("");
    r->ws = d->s->ws;
    r->tree = d->s->world_options.tree;
    PL_PUSH(&d->s->arena, &d->revisions, r);
    return r;
}

static bool open_git(pl_sides *d) {
    if (!d->git) {
        d->git = pl_git_open(d->s->project_dir, &d->s->arena, &d->s->sink);
    }
    return d->git != NULL;
}

/* Packages are seldom committed: where the revision has none, those of the work tree
 * are taken, and that is said. */
static pl_tree *with_packages(pl_sides *d, pl_tree *tree, pl_str name) {
    pl_session *s = d->s;
    pl_str *folder = PL_NEW(&s->arena, pl_str);
    pl_diag_sink quiet = {.arena = &s->arena};
    const pl_yaml *project = NULL;
    pl_project_raw(tree, PL_S(""), &s->arena, &quiet, &project);
    *folder = pl_yaml_text(pl_yaml_get(project, "packages-install-path"),
                           PL_S("dbt_packages"));
    pl_entry *entries;
    uint32_t n;
    pl_tree *here = s->world_options.tree;
    bool lacks = !tree->list(tree, *folder, &s->arena, &entries, &n) &&
                 here->list(here, *folder, &s->arena, &entries, &n) && n;
    if (!lacks) {
        return tree;
    }
    pl_diag_addf(&s->sink, PL_N0952, (pl_span){0},
                 "%.*s has no %.*s: that of the work tree is used", PL_FMT(name),
                 PL_FMT(*folder));
    return pl_tree_filled(&s->arena, tree, here, folder, 1);
}

static pl_tree *profiles_of(pl_sides *d, pl_str commit) {
    pl_tree *t = pl_git_folder(d->git, commit, d->s->world_options.base.profiles_dir);
    pl_str text;
    bool has = t && t->read(t, PL_S("profiles.yml"), &d->s->arena, &text) == PL_READ_OK;
    return has ? t : NULL;
}

static pl_revision *revision_of(pl_sides *d, pl_str name, bool base) {
    if (!open_git(d)) {
        return NULL;
    }
    for (uint32_t i = 0; i < d->revisions.len; i++) {
        if (pl_str_eq(d->revisions.at[i]->name, name)) {
            return d->revisions.at[i];
        }
    }
    pl_session *s = d->s;
    pl_str commit = base ? pl_git_merge_base(d->git, name, &s->sink)
                         : pl_git_commit(d->git, name, &s->sink);
    pl_tree *tree = commit.len ? pl_git_tree(d->git, commit, name, &s->sink) : NULL;
    if (!tree) {
        return NULL;
    }
    pl_revision *r = PL_NEW(&s->arena, pl_revision);
    r->name = name;
    r->commit = commit;
    r->git_tree = tree;
    r->tree = with_packages(d, tree, name);
    r->profiles_tree = profiles_of(d, commit);
    r->ws = pl_workspace_sibling(&s->arena, s->ws, r->tree, PL_S(""));
    PL_PUSH(&s->arena, &d->revisions, r);
    return r;
}

/* Places in files of a revision are named with it. */
static void name_places(const pl_revision *r, pl_arena *a, pl_diag_sink *sink,
                        uint32_t from) {
    for (uint32_t i = from; r->name.len && i < sink->len; i++) {
        pl_diag *d = &sink->at[i];
        if (!d->span.src) {
            d->text = pl_str_fmt(a, "in %.*s: %.*s", PL_FMT(r->name), PL_FMT(d->text));
            continue;
        }
        pl_source *src = PL_NEW(a, pl_source);
        *src = *d->span.src;
        src->path = pl_str_cat3(a, r->name, PL_S(":"), src->path);
        d->span.src = src;
    }
}

/* Its own environments.yml; where it has none, that of the work tree. */
static bool read_environments(pl_sides *d, pl_revision *r) {
    if (r->environments_read) {
        return true;
    }
    pl_session *s = d->s;
    r->environments_read = true;
    uint32_t first = s->sink.len;
    bool ok = pl_environments_read(r->tree, &s->arena, &s->sink, &r->environments);
    name_places(r, &s->arena, &s->sink, first);
    if (ok && !r->environments.src && r->name.len) {
        ok = pl_environments_read(s->world_options.tree, &s->arena, &s->sink,
                                  &r->environments);
    }
    return ok;
}

/* ---- ends */

static pl_end *end_of(pl_sides *d, pl_revision *r, pl_str target,
                      const pl_environment *environment) {
    for (uint32_t i = 0; i < d->ends.len; i++) {
        pl_end *e = d->ends.at[i];
        if (e->revision == r && !e->state && pl_str_eq(e->target, target)) {
            return e;
        }
    }
    pl_arena *a = &d->s->arena;
    pl_end *e = PL_NEW(a, pl_end);
    e->revision = r;
    e->target = target;
    e->environment = environment;
    e->sink.arena = &e->arena;
    e->label = r->name.len ? pl_str_cat3(a, r->name, PL_S(":"), target) : target;
    PL_PUSH(a, &d->ends, e);
    return e;
}

static const pl_environment *environment_named(const pl_revision *r, pl_str name) {
    for (uint32_t i = 0; i < r->environments.len; i++) {
        if (pl_str_eq(r->environments.at[i].name, name)) {
            return &r->environments.at[i];
        }
    }
    return NULL;
}

/* Environments first: they may have a target's name. */
static pl_end *target_end(pl_sides *d, pl_revision *r, pl_str target) {
    if (!read_environments(d, r)) {
        return NULL;
    }
    return end_of(d, r, target, environment_named(r, target));
}

typedef PL_VEC(pl_end *) end_list;

/* What was named with -t and --env, else every environment, else every output. */
static bool every_end(pl_sides *d, pl_revision *r, end_list *out) {
    pl_arena *a = &d->s->arena;
    if (!read_environments(d, r)) {
        return false;
    }
    for (uint32_t i = 0; i < d->s->target_len; i++) {
        pl_str name = d->s->targets[i];
        PL_PUSH(a, out, end_of(d, r, name, environment_named(r, name)));
    }
    return true;
}

/* ---- words */

typedef struct spec {
    pl_revision *revision;
    pl_str target; /* empty: every */
    pl_end *manifest;
} spec;

static bool is_file(pl_str path, pl_arena *a) {
    struct stat st;
    return !stat(pl_str_z(a, path), &st) && S_ISREG(st.st_mode);
}

/* The manifest that a word names: a file, or the manifest.json of a folder; at NULL:
 * neither. */
static pl_str manifest_path(pl_str word, pl_arena *a) {
    if (pl_str_ends(word, PL_S(".json")) && is_file(word, a)) {
        return word;
    }
    pl_str inside = pl_path_join(a, word, PL_S("manifest.json"));
    return is_file(inside, a) ? inside : (pl_str){NULL, 0};
}

static bool manifest_spec(pl_sides *d, pl_str word, pl_str path, spec *out) {
    pl_session *s = d->s;
    pl_end *e = PL_NEW(&s->arena, pl_end);
    e->sink.arena = &e->arena;
    e->label = word;
    e->revision = work_tree(d);
    e->target = PL_S("");
    e->state = pl_state_read_file(path, &e->arena, &s->sink);
    e->usable = e->state != NULL;
    PL_PUSH(&s->arena, &d->ends, e);
    out->manifest = e;
    return e->usable;
}

static bool parse_spec(pl_sides *d, pl_str word, spec *out) {
    pl_arena *a = &d->s->arena;
    *out = (spec){.target = PL_S("")};
    pl_str path = manifest_path(word, a);
    if (path.at) {
        return manifest_spec(d, word, path, out);
    }
    uint32_t colon = UINT32_MAX;
    for (uint32_t i = 0; i < word.len; i++) {
        colon = word.at[i] == ':' ? i : colon;
    }
    if (colon == UINT32_MAX) {
        out->revision = work_tree(d);
        out->target = word;
        return true;
    }
    out->target = pl_str_sub(word, colon + 1, word.len);
    pl_str name = pl_str_sub(word, 0, colon);
    out->revision = name.len ? revision_of(d, name, false) : work_tree(d);
    return out->revision != NULL;
}

static bool ends_of(pl_sides *d, const spec *s, end_list *out) {
    pl_arena *a = &d->s->arena;
    if (s->manifest) {
        PL_PUSH(a, out, s->manifest);
        return true;
    }
    if (!s->target.len) {
        return every_end(d, s->revision, out);
    }
    pl_end *e = target_end(d, s->revision, s->target);
    if (e) {
        PL_PUSH(a, out, e);
    }
    return e != NULL;
}

static pl_end *end_with(const end_list *all, pl_str target) {
    for (uint32_t i = 0; i < all->len; i++) {
        if (pl_str_eq(all->at[i]->target, target)) {
            return all->at[i];
        }
    }
    return NULL;
}

static void pair(pl_sides *d, pl_end *a, pl_end *b) {
    PL_PUSH(&d->s->arena, &d->pairs, ((pl_pair){a, b}));
}

/* One with one; or every target of one side with the other's of that name. */
static bool pair_up(pl_sides *d, const end_list *a, const end_list *b) {
    if (a->len == 1 || b->len == 1) {
        for (uint32_t i = 0; i < a->len; i++) {
            for (uint32_t k = 0; k < b->len; k++) {
                pair(d, a->at[i], b->at[k]);
            }
        }
        return d->pairs.len > 0;
    }
    for (uint32_t i = 0; i < b->len; i++) {
        pl_end *other = end_with(a, b->at[i]->target);
        if (other) {
            pair(d, other, b->at[i]);
        }
    }
    if (!d->pairs.len) {
        pl_usage_error("the sides have no target in common");
    }
    return d->pairs.len > 0;
}

static bool specs_of(pl_sides *d, spec *a, spec *b) {
    const pl_options *o = &d->s->options;
    const pl_str *base = pl_option_value(o, "base");
    uint32_t words = o->word_count;
    if (base) {
        *a = (spec){.target = words ? o->words[0] : PL_S("")};
        *b = (spec){.revision = work_tree(d), .target = a->target};
        if (words > 1) {
            pl_usage_error("--base takes one target at most");
            return false;
        }
        a->revision = revision_of(d, *base, true);
        return a->revision != NULL;
    }
    if (words < 1 || words > 2) {
        pl_usage_error("diff takes two sides: TARGET, REV:TARGET, REV: or a manifest");
        return false;
    }
    if (!parse_spec(d, o->words[0], a)) {
        return false;
    }
    if (words == 2) {
        return parse_spec(d, o->words[1], b);
    }
    if (!a->manifest && !a->revision->name.len) {
        pl_usage_error("%.*s is compared with what? Name the other side too",
                       PL_FMT(o->words[0]));
        return false;
    }
    *b = (spec){.revision = work_tree(d), .target = a->target};
    return true;
}

bool pl_sides_parse(pl_sides *d, pl_session *s) {
    spec a, b;
    end_list left = {0}, right = {0};
    d->s = s;
    work_tree(d);
    return specs_of(d, &a, &b) && ends_of(d, &a, &left) && ends_of(d, &b, &right) &&
           pair_up(d, &left, &right);
}

/* ---- worlds */

static void compile_end(void *ctx, uint32_t i) {
    pl_sides *d = ctx;
    pl_end *e = d->ends.at[i];
    pl_session *s = d->s;
    if (e->state) {
        return;
    }
    pl_world_options o = s->world_options.base;
    o.target = e->target.len ? e->target : (pl_str){NULL, 0};
    if (e->revision->profiles_tree) {
        o.profiles_tree = e->revision->profiles_tree;
        o.profiles_dir = PL_S("");
    }
    bool ok = !e->environment || pl_environment_use(e->environment, e->revision->ws,
                                                    &e->arena, &e->sink, &o);
    pl_session_hide(s, o.env);
    pl_selected chosen;
    if (ok) {
        e->world =
            pl_session_build(s, e->revision->ws, &o, &e->arena, &e->sink, &e->usable);
    }
    if (!e->world || !e->usable ||
        !pl_session_select(s, e->world, pl_types_executable, &chosen)) {
        e->usable = false;
        return;
    }
    pl_world_compile(e->world);
}

/* What a submodule holds is not known here: nothing is said of a
 * project that reads it. */
static void find_submodules(pl_sides *d) {
    for (uint32_t i = 0; i < d->ends.len; i++) {
        pl_end *e = d->ends.at[i];
        pl_tree *tree = e->state ? NULL : e->revision->git_tree;
        pl_str path = tree ? pl_git_submodule(tree) : PL_S("");
        if (path.len) {
            pl_diag_addf(&e->sink, PL_E0803, (pl_span){0},
                         "in '%.*s' the folder %.*s is a submodule: its files are in "
                         "another repository, and cannot be read",
                         PL_FMT(e->revision->name), PL_FMT(path));
            e->usable = false;
        }
    }
}

void pl_sides_compile(pl_sides *d) {
    pl_pool_run(d->s->jobs, d->ends.len, compile_end, d);
    find_submodules(d);
    for (uint32_t i = 0; i < d->ends.len; i++) {
        const pl_end *e = d->ends.at[i];
        d->failed = d->failed || !e->usable || e->sink.errors ||
                    (e->world && e->world->sink.errors);
    }
}

pl_side pl_sides_side(const pl_end *e) {
    return (pl_side){.label = e->label,
                     .revision = e->revision->name,
                     .target = e->target,
                     .environment = e->environment,
                     .world = e->world,
                     .state = e->state};
}

void pl_sides_close(pl_sides *d) {
    for (uint32_t i = 0; i < d->ends.len; i++) {
        if (d->ends.at[i]->world) {
            pl_world_close(d->ends.at[i]->world);
        }
        pl_arena_free(&d->ends.at[i]->arena);
    }
    for (uint32_t i = 0; i < d->revisions.len; i++) {
        if (d->revisions.at[i]->name.len) {
            pl_workspace_free(d->revisions.at[i]->ws);
        }
    }
    if (d->git) {
        pl_git_close(d->git);
    }
}
