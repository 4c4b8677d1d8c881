/* The script for zsh: a specification for _arguments each command. */
#include "cli/help/completions.h"

/* Inside '...', where '[', ']' and ':' belong to the specification. */
static void put_words(pl_buf *to, const char *text) {
    for (const char *c = text; *c; c++) {
        if (*c == '\'') {
            PL_BUF_LIT(to, "'\\''");
        } else {
            pl_buf_put(to, "\\", *c == '[' || *c == ']' || *c == ':' || *c == '\\');
            pl_buf_char(to, *c);
        }
    }
}

static void put_source(pl_buf *to, pl_completion c) {
    const char *query = pl_completion_query(c.source);
    if (query) {
        pl_buf_fmt(to, "_sequence compadd - ${(f)\"$(%s 2>/dev/null)\"}", query);
    } else if (c.source == PL_FROM_FOLDERS) {
        PL_BUF_LIT(to, "_files -/");
    } else if (c.source == PL_FROM_FILES) {
        PL_BUF_LIT(to, "_files");
    } else if (c.source == PL_FROM_CHOICES) {
        pl_buf_fmt(to, "(%.*s)", PL_FMT(c.words));
    }
}

static void put_spec(pl_buf *to, const char *dashes, const char *name,
                     const pl_option *o, pl_arena *a) {
    pl_buf_fmt(to, "            '*%s%s[", dashes, name);
    put_words(to, o->help);
    pl_buf_char(to, ']');
    if (o->kind != PL_OPT_FLAG) {
        pl_buf_char(to, ':');
        put_words(to, o->value_name ? o->value_name : "value");
        pl_buf_char(to, ':');
        put_source(to, pl_completion_of_option(o, a));
    }
    PL_BUF_LIT(to, "' \\\n");
}

static void put_option(pl_buf *to, const pl_option *o, pl_arena *a) {
    const char letter[] = {o->letter, '\0'};
    const char *more = o->kind == PL_OPT_FLAG ? "" : "=";
    if (!o->help) {
        return;
    }
    put_spec(to, "--", pl_str_fmt(a, "%s%s", o->name, more).at, o, a);
    if (o->negatable) {
        put_spec(to, "--no-", o->name, o, a);
    }
    if (o->letter) {
        put_spec(to, "-", letter, o, a);
    }
}

static void put_command(pl_buf *to, const pl_command *c, const pl_command_list *all,
                        pl_arena *a) {
    pl_buf_fmt(to, "        %s)\n        _arguments -s \\\n", c->name);
    for (size_t i = 0; i < c->options->len; i++) {
        put_option(to, &c->options->at[i], a);
    }
    PL_BUF_LIT(to, "            '--help[what the command does]' \\\n"
                   "            '*:word:");
    put_source(to, pl_completion_of_words(c, all, a));
    PL_BUF_LIT(to, "' ;;\n");
}

void pl_completions_zsh(pl_buf *to, const pl_command_list *all, pl_arena *a) {
    PL_BUF_LIT(to, "#compdef plumb\n"
                   "# Completions of plumb for zsh. Put this into a file _plumb in a\n"
                   "# folder of $fpath, or into ~/.zshrc, behind compinit:\n"
                   "#   source <(plumb completions zsh)\n\n"
                   "_plumb() {\n"
                   "    local -a commands\n    commands=(\n");
    for (size_t i = 0; i < all->len; i++) {
        pl_buf_fmt(to, "        '%s:", all->at[i].name);
        put_words(to, all->at[i].help);
        PL_BUF_LIT(to, "'\n");
    }
    PL_BUF_LIT(to,
               "    )\n"
               "    local state\n"
               "    _arguments -C '--help[what there is]' '--version[the version]' \\\n"
               "        '1:command:->command' '*::argument:->argument'\n"
               "    case $state in\n"
               "    command) _describe command commands ;;\n"
               "    argument)\n"
               "        case $words[1] in\n");
    for (size_t i = 0; i < all->len; i++) {
        put_command(to, &all->at[i], all, a);
    }
    PL_BUF_LIT(to, "        esac ;;\n    esac\n}\n\n"
                   "if [[ $funcstack[1] == _plumb ]]; then\n"
                   "    _plumb \"$@\"\nelse\n    compdef _plumb plumb\nfi\n");
}
