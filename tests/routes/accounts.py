"""Coming in and going out."""

from tests.routes import Row, public

ROWS = [
    Row("account_login", nobody=200, learner=302, trainer=302, manager=302, administrator=302),
    Row("staff-login", nobody=200, learner=302, trainer=302, manager=302, administrator=302),
    public("forgot-pin"),
    Row("change-password", trainer=200, manager=200, administrator=200),
    public("account_logout", status=302, method="post"),
]
