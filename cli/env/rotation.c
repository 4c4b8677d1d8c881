/* plumb env rotation: when an environment's key is due, and the steps that renew it.
 * Nothing is sent. */
#include <ctype.h>

#include "cli/env/env.h"
#include "support/tree.h"

typedef struct rotation {
    env_run *r;
    pl_arena *a;
    env_use use;
    pl_str user; /* as the statement writes it */
    pl_str auth;
    const pl_rotation *ways;
    pl_str key;  /* of --public-key: its base64; or what to put there */
    pl_str stem; /* of the key's files */
    pl_str steps[8];
    uint32_t len;
} rotation;

static void step(rotation *t, pl_str text) {
    t->steps[t->len++] = text;
}

/* ---- the key */

/* Part of a file's name that no shell reads anything else in. */
static pl_str file_word(pl_arena *a, pl_str name) {
    char *word = pl_str_z(a, name);
    for (uint32_t i = 0; i < name.len; i++) {
        char c = word[i];
        bool kept =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        word[i] = kept || c == '-' ? c : '_';
    }
    return (pl_str){word, name.len};
}

static bool bad_key(rotation *t, pl_str path, const char *why) {
    pl_usage_error("%.*s: %s", PL_FMT(path), why);
    t->r->failed = true;
    return false;
}

/* What stands between the lines of a PEM public key, as one text. */
static bool read_key(rotation *t) {
    const pl_str *path = pl_option_value(&t->r->s->options, "public-key");
    pl_str text;
    t->key =
        pl_str_fmt(t->a, "<%.*s.pub without its first and last line and line ends>",
                   PL_FMT(t->stem));
    if (!path) {
        return true;
    }
    if (pl_read_file(*path, t->a, &text) != PL_READ_OK) {
        return bad_key(t, *path, "cannot be read");
    }
    if (pl_str_find(text, PL_S("PRIVATE KEY"), 0) != UINT32_MAX) {
        return bad_key(t, *path, "holds a private key: give the public one");
    }
    if (pl_str_starts(text, PL_S("ssh-"))) {
        return bad_key(t, *path,
                       "is in OpenSSH's form, which Snowflake refuses: "
                       "`ssh-keygen -e -m PKCS8 -f FILE` gives PEM");
    }
    pl_str head = PL_S("-----BEGIN PUBLIC KEY-----"),
           foot = PL_S("-----END PUBLIC KEY-----");
    uint32_t lo = pl_str_find(text, head, 0), hi = pl_str_find(text, foot, 0);
    if (lo == UINT32_MAX || hi == UINT32_MAX || hi < lo) {
        return bad_key(t, *path, "is no PEM public key");
    }
    pl_buf one = {0};
    bool plain = true;
    for (uint32_t i = lo + head.len; i < hi; i++) {
        char c = text.at[i];
        bool base64 = isalnum((unsigned char)c) || c == '+' || c == '/' || c == '=';
        plain = plain && (base64 || isspace((unsigned char)c));
        pl_buf_put(&one, &c, base64 ? 1 : 0);
    }
    t->key = pl_buf_take(&one, t->a);
    pl_buf_free(&one);
    return plain || bad_key(t, *path, "is no PEM public key");
}

/* ---- steps */

static void api_step(rotation *t, const char *body) {
    step(t,
         pl_str_fmt(
             t->a,
             "Update the dbt Cloud environment\n"
             "POST https://cloud.getdbt.com/api/v3/accounts/$ACCOUNT_ID/environments/"
             "$ENVIRONMENT_ID/credentials/\n"
             "Authorization: Token $DBT_CLOUD_API_TOKEN\n"
             "Content-Type: application/json\n"
             "\n"
             "%s",
             body));
}

static void last_steps(rotation *t, pl_str removal) {
    const pl_environment *e = t->r->a;
    const pl_yaml *at = pl_yaml_get(e->credentials.yaml, "rotated_at");
    pl_str today = pl_date_of_days(t->a, env_today(t->r));
    step(t, PL_S("Verify that jobs run"));
    if (removal.len) {
        step(t, removal);
    }
    step(t,
         at ? pl_str_fmt(t->a, "Document the date\n%.*s:%u: rotated_at: %.*s",
                         PL_FMT(at->src->path), pl_source_line(at->src, at->lo),
                         PL_FMT(today))
            : pl_str_fmt(t->a,
                         "Document the date\nenvironments.yml, in %.*s: credentials: "
                         "{rotated_at: %.*s, rotate_every: 90d}",
                         PL_FMT(e->name), PL_FMT(today)));
}

static void test_step(rotation *t) {
    step(t, pl_str_fmt(t->a,
                       "Test the connection with the new one\ndbt debug --target %.*s",
                       PL_FMT(file_word(t->a, t->use.options.target))));
}

/* A statement of the adapter with %u the user and %k the key. */
static pl_str statement(rotation *t, const char *title, const char *form) {
    pl_buf b = {0};
    pl_buf_fmt(&b, "%s\n", title);
    for (; *form; form++) {
        bool hole = form[0] == '%' && (form[1] == 'u' || form[1] == 'k');
        if (hole) {
            pl_buf_str(&b, *++form == 'u' ? t->user : t->key);
        } else {
            pl_buf_char(&b, *form);
        }
    }
    pl_str text = pl_buf_take(&b, t->a);
    pl_buf_free(&b);
    return text;
}

static void key_pair_steps(rotation *t) {
    step(t, pl_str_fmt(t->a,
                       "Generate a new key pair\n"
                       "openssl genrsa 2048 | openssl pkcs8 -topk8 -inform PEM "
                       "-nocrypt -out %.*s.p8\n"
                       "openssl rsa -in %.*s.p8 -pubout -out %.*s.pub",
                       PL_FMT(t->stem), PL_FMT(t->stem), PL_FMT(t->stem)));
    step(t, statement(t, "Add the new public key to the user, beside the old one",
                      t->ways->second_key));
    test_step(t);
    pl_str body = pl_str_fmt(t->a, "{\"private_key\": \"<%.*s.p8>\"}", PL_FMT(t->stem));
    api_step(t, pl_str_z(t->a, body));
    last_steps(t, statement(t, "After 24 hours: remove the old public key",
                            t->ways->only_key));
}

static void password_steps(rotation *t) {
    step(t, PL_S("Generate a new password\nopenssl rand -base64 32"));
    step(t, statement(t, "Give it to the user", t->ways->password));
    test_step(t);
    api_step(t, "{\"password\": \"<new password>\"}");
    last_steps(t, PL_S(""));
}

/* ---- printing */

static pl_str due_of(rotation *t) {
    const pl_environment_credentials *c = &t->r->a->credentials;
    bool known = c->rotated_at.len && c->rotate_days;
    return known
               ? pl_date_of_days(t->a, pl_days_of_date(c->rotated_at) + c->rotate_days)
               : PL_S("");
}

static void print_due(rotation *t) {
    const pl_environment_credentials *c = &t->r->a->credentials;
    pl_buf *to = &t->r->out;
    pl_str due = due_of(t);
    pl_buf_fmt(to, "%.*s: user %.*s, %.*s\n", PL_FMT(t->r->a->name), PL_FMT(t->user),
               PL_FMT(t->auth));
    if (!due.len) {
        PL_BUF_LIT(
            to, "due: not known (credentials give no rotated_at and rotate_every)\n");
        return;
    }
    int64_t left = pl_days_of_date(due) - env_today(t->r);
    pl_buf_fmt(to, "rotated %.*s, due %.*s: %lld days %s\n", PL_FMT(c->rotated_at),
               PL_FMT(due), (long long)(left < 0 ? -left : left),
               left < 0 ? "overdue" : "left");
}

static void print_text(rotation *t) {
    pl_buf *to = &t->r->out;
    print_due(t);
    for (uint32_t i = 0; i < t->len; i++) {
        pl_str text = t->steps[i];
        pl_buf_fmt(to, "\n%u. ", i + 1);
        for (uint32_t k = 0; k < text.len; k++) {
            pl_buf_char(to, text.at[k]);
            if (text.at[k] == '\n' && k + 1 < text.len && text.at[k + 1] != '\n') {
                PL_BUF_LIT(to, "   ");
            }
        }
        pl_buf_char(to, '\n');
    }
}

static void put_member(pl_buf *to, const char *name, pl_str value) {
    pl_buf_fmt(to, ", \"%s\": ", name);
    if (value.len) {
        pl_buf_json(to, value);
    } else {
        PL_BUF_LIT(to, "null");
    }
}

static void print_json(rotation *t) {
    pl_buf *to = &t->r->out;
    PL_BUF_LIT(to, "{\"environment\": ");
    pl_buf_json(to, t->r->a->name);
    put_member(to, "user", t->user);
    put_member(to, "auth", t->auth);
    put_member(to, "rotated_at", t->r->a->credentials.rotated_at);
    put_member(to, "due", due_of(t));
    PL_BUF_LIT(to, ", \"steps\": [");
    for (uint32_t i = 0; i < t->len; i++) {
        uint32_t end = pl_str_find_char(t->steps[i], '\n');
        pl_buf_fmt(to, "%s{\"title\": ", i ? ",\n  " : "\n  ");
        pl_buf_json(to, pl_str_sub(t->steps[i], 0, end));
        put_member(to, "text",
                   end == UINT32_MAX ? PL_S("")
                                     : pl_str_sub(t->steps[i], end + 1, UINT32_MAX));
        pl_buf_char(to, '}');
    }
    PL_BUF_LIT(to, "\n]}\n");
}

/* ---- the whole */

/* As the file says, or as the target's members show. */
static pl_str auth_of(rotation *t) {
    pl_str said = t->r->a->credentials.auth;
    const pl_yaml *fields = t->use.options.given_target->output;
    if (said.len) {
        return said;
    }
    fields = t->r->a->connection ? t->r->a->connection : fields;
    bool key =
        pl_yaml_get(fields, "private_key") || pl_yaml_get(fields, "private_key_path");
    return key ? PL_S("key_pair")
           : pl_yaml_get(fields, "password") || pl_yaml_get(fields, "pass")
               ? PL_S("password")
               : PL_S("");
}

static bool takes_key_pairs(const pl_adapter *ad) {
    const pl_rotation *ways = PL_ADAPTER_HAS(ad, rotation);
    return ways && ways->second_key;
}

static bool takes_passwords(const pl_adapter *ad) {
    const pl_rotation *ways = PL_ADAPTER_HAS(ad, rotation);
    return ways && ways->password;
}

static bool plan(rotation *t) {
    const pl_adapter *ad = t->use.options.given_target->adapter;
    t->ways = PL_ADAPTER_HAS(ad, rotation);
    if (takes_key_pairs(ad) && PL_STR_IS(t->auth, "key_pair")) {
        key_pair_steps(t);
    } else if (takes_passwords(ad) && PL_STR_IS(t->auth, "password")) {
        password_steps(t);
    } else {
        pl_usage_error(
            "plumb knows no rotation of %s credentials whose auth is %.*s: it knows key "
            "pairs of %.*s, and passwords of %.*s",
            ad->title, PL_FMT(t->auth.len ? t->auth : PL_S("not given")),
            PL_FMT(env_adapters(t->a, takes_key_pairs)),
            PL_FMT(env_adapters(t->a, takes_passwords)));
        return false;
    }
    return true;
}

void env_rotation(env_run *r) {
    rotation t = {.r = r, .a = &r->s->arena, .use = env_use_of(r, r->a)};
    pl_str user = env_user(r, r->a, &t.use);
    bool ok = t.use.ok && !t.use.sink.errors;
    env_report(r, &t.use.sink, t.use.options.env);
    if (!ok) {
        return;
    }
    if (!user.len) {
        pl_usage_error("no user is known for %.*s: give `credentials: {user: NAME}`",
                       PL_FMT(r->a->name));
        r->failed = true;
        return;
    }
    t.user = env_sql_name(t.a, user, '"', false);
    t.auth = auth_of(&t);
    t.stem = pl_str_cat(t.a, PL_S("rsa_key_"), file_word(t.a, r->a->name));
    if (!read_key(&t) || !plan(&t)) {
        r->failed = true;
        return;
    }
    (r->json ? print_json : print_text)(&t);
}
