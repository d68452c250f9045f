"""Re-exports the models of the classroom: its pages and the store of their rendered HTML."""

from cms.pages.course import CoursePage
from cms.pages.course_index import CourseIndexPage
from cms.pages.home import HomePage
from cms.pages.lesson import LessonPage
from cms.pages.standard import StandardPage
from cms.publishing.models import AwaitedLesson
from cms.shared.models import SharedPage, SharedState

__all__ = [
    "AwaitedLesson",
    "CourseIndexPage",
    "CoursePage",
    "HomePage",
    "LessonPage",
    "SharedPage",
    "SharedState",
    "StandardPage",
]
