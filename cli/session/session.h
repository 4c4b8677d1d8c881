/* cli/session/session.h: the options that all commands on a project share, and the
 * worlds they ask for. */
#ifndef PL_CLI_SESSION_SESSION_H
#define PL_CLI_SESSION_SESSION_H

#include <pthread.h>

#include "cli/options/command.h"
#include "project/environment/environments.h"
#include "project/node/world.h"
#include "project/select/select.h"

/* A project opened by a command. */
typedef struct pl_session {
    pl_arena arena;
    pl_diag_sink sink; /* of the session; worlds have their own */
    pl_options options;
    pl_env *env;
    pl_env *secrets; /* those of the process and of every environment used so far */
    pl_workspace *ws;
    pl_str project_dir;   /* folder of dbt_project.yml, as given or found */
    uint32_t jobs;        /* threads to use; 0: one a processor */
    pthread_mutex_t lock; /* of sink and code, while worlds are opened in parallel */
    pl_str *targets; /* names asked for; one entry with at NULL: the profile's choice */
    uint32_t target_len;
    pl_environments environments;  /* of the file, when it was asked for */
    const pl_environment **chosen; /* by target; NULL: a target of the profile */
    pl_diag_style style;
    bool quiet;
    pl_map warned; /* warnings and notes that were printed */
    int code;      /* PL_EXIT_ERROR once something failed */
    struct {
        pl_world_options base; /* all but the target */
        pl_tree *tree;         /* of the project */
    } world_options;
} pl_session;

/* Parse the command line and prepare. Returns false when the command is over (*code
 * tells with what: help, or a usage error). `all_targets`: without --target take all
 * outputs of the profile. */
bool pl_session_open(pl_session *s, const pl_invocation *call, const char *command,
                     bool all_targets, int *code);
void pl_session_close(pl_session *s);

/* Open, parse and link the world of target number `i`. NULL when nothing of it can be
 * used; its diagnostics are then in the session's sink. *usable tells whether to go on:
 * nodes that failed are marked, and the others can be compiled. May be called from
 * several threads, for different targets. */
pl_world *pl_session_world(pl_session *s, uint32_t i, pl_arena *a, bool *usable);

/* The same in two steps, for who wants more of the options: those of target number `i`
 * (false after reporting to `sink`; its variables are in place even then), and the
 * world they make, parsed and linked. */
bool pl_session_use(pl_session *s, uint32_t i, pl_arena *a, pl_diag_sink *sink,
                    pl_world_options *out);
pl_world *pl_session_build(pl_session *s, pl_workspace *ws, const pl_world_options *o,
                           pl_arena *a, pl_diag_sink *sink, bool *usable);

/* What the world is called: its environment, or its target. */
static inline pl_str pl_session_label(const pl_world *w) {
    return w->options.environment.at ? w->options.environment : w->target.name;
}

/* Read environments.yml where --env asks for it, or where `all` and nothing was named;
 * the environments asked for join the targets. False after saying what is wrong. */
bool pl_session_environments(pl_session *s, bool all);
/* The profile's outputs, in the order of the file. */
uint32_t pl_session_outputs(pl_session *s, pl_str **names);
/* The environment's secrets are masked from now on in all that is said (s->style), and
 * by pl_session_mask. Any thread. */
void pl_session_hide(pl_session *s, const pl_env *env);
pl_str pl_session_mask(const pl_session *s, pl_arena *a, pl_str text);
/* Add one to the targets. */
void pl_session_add(pl_session *s, pl_str name, const pl_environment *environment);

/* The words of the command line as files: relative to the project, or whole paths of
 * what lies outside. They are words no longer. */
uint32_t pl_session_files(pl_session *s, const pl_str **out);

/* Where the output of the world goes: a path from the current directory. */
pl_str pl_session_target_path(const pl_session *s, const pl_world *w);

/* Selection as the options say. `types`: what the command takes by default. */
bool pl_session_choose(pl_session *s, pl_world *w, uint32_t types, pl_selected *out);
/* The same, then deferral as pl_session_defer_to has it. */
bool pl_session_select(pl_session *s, pl_world *w, uint32_t types, pl_selected *out);

/* Defer what is not selected: to another target (--defer-to), or with --defer to the
 * environment's defer_to. A state's deferral was done when the world was built. */
bool pl_session_defer_to(pl_session *s, pl_world *w);

/* ---- deferral (deferral.c) */

typedef struct pl_deferral {
    pl_str name;                       /* at NULL: nothing is deferred */
    const pl_environment *environment; /* of that name; NULL: a target, or a state */
    bool is_state;                     /* `name` is the state's folder */
} pl_deferral;

/* Where a run in environment `here` (NULL: in a target) defers to: --defer-to; else,
 * where deferral is asked for or `implied`, the state, else its defer_to. */
pl_deferral pl_session_deferral(const pl_session *s, const pl_environment *here,
                                bool implied);
/* Options of the environment or target deferred to. False after reporting. */
bool pl_session_deferral_use(pl_session *s, const pl_deferral *to, pl_arena *a,
                             pl_diag_sink *sink, pl_world_options *out);
/* The environment that a world is of; NULL: it is of a target. */
const pl_environment *pl_session_environment(const pl_session *s, const pl_world *w);
/* A state's folder, read into the world's arena; NULL after reporting to its sink. */
const pl_state *pl_session_state(const pl_session *s, pl_world *w, pl_str dir);

/* Print what worlds and the session have to say; counts errors into s->code. */
void pl_session_report(pl_session *s, pl_world *w);

#endif
