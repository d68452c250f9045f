"""Plays a plan through the real actions, step by step in the order of time."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from courses.cohorts.actions import close_cohort, end_enrolment, join_cohort, open_cohort
from courses.milestones.actions import claim_milestone, return_claim, verify_claim
from courses.milestones.redact import say_nothing_to_cover
from courses.models import Claim, Cohort, Community, Enrolment, Learner, Lesson, QuizVersion, Submission
from courses.practice.actions import approve_work, return_work, send_work
from courses.progress.actions import note_watched, submit_quiz
from lms.accounts.models import User
from lms.demo.story.files import sent_bytes
from lms.demo.story.pictures import draw_picture
from lms.demo.story.plan import Answered, Claimed, Decision, Event, Group, Person, Plan, Sent, Watched
from lms.demo.story.staff import make_staff
from lms.demo.story.write import LEFT_REASON, NOTICE_VERSION
from media.actions import store_photo, store_recording
from media.models import FileKind, StoredFile
from tests.build import PIN

Step = tuple[datetime, Callable[[], object]]


class Player:
    """Keeps who is who while a plan is played."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.users = make_staff(plan.staff)
        self.learners: dict[int, Learner] = {}
        self.cohorts: dict[int, Cohort] = {}

    def play(self) -> None:
        for group in self.plan.groups:
            self.cohorts[id(group)] = self.open(group)
        steps = [step for group in self.plan.groups for step in self.steps(group)]
        for _at, step in sorted(steps, key=lambda step: step[0]):
            step()

    def open(self, group: Group) -> Cohort:
        return open_cohort(
            Community.objects.get(key=group.village),
            number=group.number,
            trainer=self.users[group.trainer],
            starts_on=group.starts_on,
            ends_on=group.ends_on,
            seats=group.seats,
            title_th=group.title_th,
            title_en=group.title_en,
            is_demonstration=True,
            at=self.plan.groups[0].people[0].joined_at,
        )

    def steps(self, group: Group) -> Iterator[Step]:
        if group.closed_at is not None:
            yield group.closed_at, lambda: close_cohort(self.cohorts[id(group)], at=group.closed_at)
        for person in group.people:
            yield person.joined_at, lambda person=person: self.join(group, person)
            if person.left_at is not None:
                yield person.left_at, lambda person=person: self.leave(person)
            for event in person.events:
                yield event.at, lambda person=person, event=event: self.happen(person, event)
                decision = getattr(event, "decision", None)
                if decision is not None:
                    yield decision.at, lambda event=event, decision=decision: self.decide(event, decision)

    def join(self, group: Group, person: Person) -> None:
        enrolment = join_cohort(
            self.cohorts[id(group)],
            name=person.name,
            phone=person.phone,
            pin=PIN,
            sold_before=person.sold_before,
            notice_version=NOTICE_VERSION,
            at=person.joined_at,
        )
        # What the profile page asks later.
        Learner.objects.filter(pk=enrolment.learner_id).update(
            sex=person.sex, birth_year_be=person.birth_year_be, education=person.education
        )
        self.learners[id(person)] = enrolment.learner

    def leave(self, person: Person) -> None:
        enrolment = Enrolment.objects.get(learner=self.learners[id(person)])
        end_enrolment(enrolment, at=person.left_at, reason=LEFT_REASON)

    def happen(self, person: Person, event: Event) -> None:
        learner = self.learners[id(person)]
        if isinstance(event, Claimed):
            self.claim(learner, event)
            return
        lesson = Lesson.objects.get(code=event.lesson)
        if isinstance(event, Watched):
            note_watched(
                learner,
                lesson_key=lesson.key,
                watched=event.watched,
                furthest_ms=event.furthest_ms,
                seen_at=event.at,
                received_at=event.at,
            )
        elif isinstance(event, Answered):
            submit_quiz(
                QuizVersion.objects.get(lesson=lesson, is_current=True),
                attempt_id=event.id,
                learner=learner,
                answers=event.answers,
                answered_at=event.at,
                received_at=event.at,
            )
        elif isinstance(event, Sent):
            files = [self.upload(learner.user, name, event.at) for _id, name in event.files]
            send_work(
                learner,
                submission_id=event.id,
                lesson=lesson,
                text=event.text,
                checklist=event.ticks,
                files=files,
                at=event.at,
            )

    def upload(self, owner: User, name: str, at: datetime) -> StoredFile:
        if name.startswith("photo-"):
            return store_photo(owner, upload=SimpleUploadedFile("a.jpg", sent_bytes(name)), at=at)
        upload = SimpleUploadedFile(name, sent_bytes(name))
        return store_recording(owner, upload=upload, kind=FileKind(name), at=at)

    def claim(self, learner: Learner, event: Claimed) -> None:
        sent = [
            (one.kind, SimpleUploadedFile("a.jpg", draw_picture(one.kind, one.words)))
            for one in event.pictures
        ]
        photos = [(kind, store_photo(learner.user, upload=file, at=event.at)) for kind, file in sent]
        claim_milestone(
            learner,
            claim_id=event.id,
            milestone=event.milestone,
            happened_on=event.happened_on,
            platform=event.platform,
            shop_name=event.shop_name,
            url=event.url,
            tracking_number=event.tracking,
            registration_number=event.mark,
            country=event.country,
            amount_baht=None if event.amount_baht is None else Decimal(event.amount_baht),
            note=event.note,
            photos=photos,
            at=event.at,
        )

    def decide(self, event: Event, decision: Decision) -> None:
        by = self.users[decision.by]
        if isinstance(event, Sent):
            work = Submission.objects.get(pk=event.id)
            action = approve_work if decision.good else return_work
            action(work, by=by, at=decision.at, feedback=decision.words)
        elif decision.good:
            claim = Claim.objects.get(pk=event.id)
            say_nothing_to_cover(claim, by=by, at=decision.at)
            verify_claim(claim, by=by, at=decision.at, confirmed_baht=claim.amount_baht)
        else:
            return_claim(Claim.objects.get(pk=event.id), by=by, at=decision.at, reason=decision.words)


def play(plan: Plan) -> None:
    """Make the programme of a plan as people would have made it."""
    Player(plan).play()
