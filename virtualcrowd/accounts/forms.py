from typing import Any

from allauth.account.forms import LoginForm as PlainLoginForm
from allauth.account.forms import RequestLoginCodeForm as PlainRequestLoginCodeForm


class LoginForm(PlainLoginForm):  # type: ignore[misc]  # allauth is untyped
    """Sign-in with "Keep me signed in" ticked, as most people expect."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remember"].initial = True


class RequestLoginCodeForm(PlainRequestLoginCodeForm):  # type: ignore[misc]  # allauth is untyped
    """Asks for the address, unless it was typed at "Sign in" already and comes along from there."""

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        if data is not None and "email" not in data and "login" in data:
            typed = data["login"].strip()
            data, files = ({"email": typed}, files) if typed else (None, None)
        super().__init__(data, files, **kwargs)
