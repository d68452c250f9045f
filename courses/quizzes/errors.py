"""What quizzes refuse, and what the person can do about it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from courses.errors import Refused


class QuizContentRefused(Refused):
    """A quiz cannot be compiled. `problems` lists every mistake with its place, for the editor."""

    code = "quiz-content"
    status = 422

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(
            _("The quiz cannot be published yet: %(problems)s") % {"problems": "; ".join(problems)}
        )
        self.problems = tuple(problems)


class NoQuiz(Refused):
    """The lesson has no quiz, or none with the version named."""

    code = "no-quiz"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            _("This lesson has no such quiz. Open the lesson again and start the quiz from there.")
        )


class AnswersUnreadable(Refused):
    """The answers are not what a quiz form or a phone sends."""

    code = "answers-unreadable"
    status = 422

    def __init__(self) -> None:
        super().__init__(_("The answers could not be read. Open the quiz again and answer it once more."))


class AttemptTaken(Refused):
    """The attempt's id was used before: by somebody else, or with other answers. Nothing is overwritten."""

    code = "attempt-taken"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("These answers were sent before and stay as they were. Start the quiz again to try anew.")
        )


class AnswerMissing(Refused):
    """A question was sent without an answer."""

    code = "answer-missing"
    status = 422


class NumberUnreadable(Refused):
    """Something was typed that is no number: the person is asked again, nothing is counted."""

    code = "number-unreadable"
    status = 422

    def __init__(self) -> None:
        super().__init__(_("This cannot be read as a number. Type digits only, for example 200 or 134.50."))
