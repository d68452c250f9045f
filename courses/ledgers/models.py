"""The ledgers' tables, gathered from the files in which they stand."""

from courses.ledgers.campaigns import Campaign, CampaignPost, Influencer, InfluencerHandle, ReachReading
from courses.ledgers.dbd import DbdApplication, DbdChecklist, DbdReminder, DbdStatus, DbdTick
from courses.ledgers.operators import Operator
from courses.ledgers.services import Currency, MatchOutcome, PromotionService, ServiceKind, ValueState

__all__ = [
    "Campaign",
    "CampaignPost",
    "Currency",
    "DbdApplication",
    "DbdChecklist",
    "DbdReminder",
    "DbdStatus",
    "DbdTick",
    "Influencer",
    "InfluencerHandle",
    "MatchOutcome",
    "Operator",
    "PromotionService",
    "ReachReading",
    "ServiceKind",
    "ValueState",
]
