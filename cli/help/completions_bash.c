/* The script for bash (3.2 and later; needs no other package). */
#include "cli/help/completions.h"

/* "--select|-s)" */
static void put_pattern(pl_buf *to, const pl_option *o) {
    pl_buf_fmt(to, "--%s", o->name);
    if (o->letter) {
        pl_buf_fmt(to, "|-%c", o->letter);
    }
    PL_BUF_LIT(to, ") ");
}

static void put_source(pl_buf *to, pl_completion c) {
    const char *query = pl_completion_query(c.source);
    if (query) {
        pl_buf_fmt(to, "_plumb_list \"$(%s 2>/dev/null)\"", query);
    } else if (c.source == PL_FROM_FOLDERS) {
        PL_BUF_LIT(to, "_plumb_paths -d");
    } else if (c.source == PL_FROM_FILES) {
        PL_BUF_LIT(to, "_plumb_paths -f");
    } else if (c.source == PL_FROM_CHOICES) {
        pl_buf_fmt(to, "_plumb_list '%.*s'", PL_FMT(c.words));
    } else {
        PL_BUF_LIT(to, ":");
    }
}

/* What follows an option that takes a value. */
static void put_values(pl_buf *to, const pl_option_list *list, pl_arena *a) {
    PL_BUF_LIT(to, "        case $before in\n");
    for (size_t i = 0; i < list->len; i++) {
        const pl_option *o = &list->at[i];
        if (o->kind != PL_OPT_FLAG) {
            PL_BUF_LIT(to, "        ");
            put_pattern(to, o);
            put_source(to, pl_completion_of_option(o, a));
            PL_BUF_LIT(to, "; return ;;\n");
        }
    }
    PL_BUF_LIT(to, "        esac\n");
}

static void put_names(pl_buf *to, const pl_option_list *list) {
    PL_BUF_LIT(to, "        [[ $word == -* ]] && { _plumb_list '--help");
    for (size_t i = 0; i < list->len; i++) {
        const pl_option *o = &list->at[i];
        if (o->help) {
            pl_buf_fmt(to, " --%s", o->name);
        }
        if (o->help && o->negatable) {
            pl_buf_fmt(to, " --no-%s", o->name);
        }
    }
    PL_BUF_LIT(to, "'; return; }\n");
}

static void put_command(pl_buf *to, const pl_command *c, const pl_command_list *all,
                        pl_arena *a) {
    pl_buf_fmt(to, "    %s)\n", c->name);
    if (c->options->len) {
        put_values(to, c->options, a);
    }
    put_names(to, c->options);
    PL_BUF_LIT(to, "        ");
    put_source(to, pl_completion_of_words(c, all, a));
    PL_BUF_LIT(to, " ;;\n");
}

/* Bash cuts words at '=' and ':', so that --target=de is three of them. */
static const char head[] =
    "# Completions of plumb for bash. Put this into ~/.bashrc:\n"
    "#   source <(plumb completions bash)\n"
    "\n"
    "# Offer words; the last of a list with commas counts.\n"
    "_plumb_list() {\n"
    "    local prefix=\n"
    "    [[ $word == *,* ]] && prefix=${word%,*},\n"
    "    COMPREPLY=($(compgen -P \"$prefix\" -W \"$1\" -- \"${word##*,}\"))\n"
    "}\n"
    "\n"
    "_plumb_paths() {\n"
    "    local path\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    while IFS= read -r path; do COMPREPLY+=(\"$path\"); done \\\n"
    "        < <(compgen \"$1\" -- \"$word\")\n"
    "}\n"
    "\n"
    "_plumb() {\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
    "    local command= i\n"
    "    COMPREPLY=()\n"
    "    if [[ $word == = ]]; then\n"
    "        word=\n"
    "    elif [[ $before == = ]] && ((COMP_CWORD > 1)); then\n"
    "        before=${COMP_WORDS[COMP_CWORD-2]}\n"
    "    fi\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n";

static void put_command_names(pl_buf *to, const pl_command_list *all,
                              const char *between) {
    for (size_t i = 0; i < all->len; i++) {
        pl_buf_fmt(to, "%s%s", i ? between : "", all->at[i].name);
    }
}

void pl_completions_bash(pl_buf *to, const pl_command_list *all, pl_arena *a) {
    pl_buf_str(to, pl_str_of(head));
    PL_BUF_LIT(to, "        case ${COMP_WORDS[i]} in\n        ");
    put_command_names(to, all, "|");
    PL_BUF_LIT(to, ") command=${COMP_WORDS[i]}; break ;;\n        esac\n    done\n"
                   "    case $command in\n    '') _plumb_list '");
    put_command_names(to, all, " ");
    PL_BUF_LIT(to, " --help --version' ;;\n");
    for (size_t i = 0; i < all->len; i++) {
        put_command(to, &all->at[i], all, a);
    }
    PL_BUF_LIT(to, "    esac\n}\n\ncomplete -F _plumb plumb\n");
}
