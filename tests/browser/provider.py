"""An OpenID provider on this computer, for as long as it runs: `python -m tests.browser.provider PORT`.

It is `oidc-provider-mock`, which asks for a nonce here, and for a proof of who began the sign-in (PKCE, RFC 7636):
that it knows of S256 is in its description, and a code is given away for its verifier alone.
"""

import hashlib
import sys
import warnings
from base64 import urlsafe_b64encode
from urllib.parse import parse_qs, urlsplit

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import flask
    import oidc_provider_mock

PATH = "/oauth2/authorize"


def provider() -> flask.Flask:
    """The application of the provider."""
    app = oidc_provider_mock.app(require_nonce=True)
    challenges: dict[str, str] = {}

    @app.before_request
    def check() -> flask.Response | None:
        if flask.request.path == PATH and flask.request.args.get("code_challenge_method") != "S256":
            return flask.Response("a sign-in without a proof of who began it", 400)
        if flask.request.path == "/oauth2/token" and flask.request.form.get("grant_type") == "authorization_code":
            verifier = flask.request.form.get("code_verifier", "")
            challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
            if challenges.pop(flask.request.form.get("code", ""), None) != challenge:
                return flask.Response("not whom this code was given to", 400)
        return None

    @app.after_request
    def note(response: flask.Response) -> flask.Response:
        if flask.request.path == "/.well-known/openid-configuration":
            response.set_data(
                flask.json.dumps({**(response.get_json() or {}), "code_challenge_methods_supported": ["S256"]})
            )
        if flask.request.path == PATH and response.location:
            for code in parse_qs(urlsplit(response.location).query).get("code", []):
                challenges[code] = flask.request.args["code_challenge"]
        return response

    return app


if __name__ == "__main__":
    provider().run("127.0.0.1", int(sys.argv[1]), debug=False, use_reloader=False, threaded=True)
