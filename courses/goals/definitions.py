"""The first version of every indicator's definition (programme document, sections 0.1, 3.2 and 3.4)."""

from typing import TypedDict

from courses.goals.models import Comparator, IndicatorCode, PeriodBasis, Unit

PLACES = ["region", "province", "amphoe", "community", "cohort"]
KINDS = ["track", "trainer", "sex", "age", "education"]
ALL = [*PLACES, *KINDS]
PROGRAMME = "ทีมโครงการ"
DBD = "กรมพัฒนาธุรกิจการค้า"
DITP = "กรมส่งเสริมการค้าระหว่างประเทศ"


class Definition(TypedDict, total=False):
    """The fields of an `Indicator` but its code, version and first day."""

    name_th: str
    name_en: str
    definition_th: str
    definition_en: str
    numerator_th: str
    numerator_en: str
    denominator_th: str
    denominator_en: str
    source_th: str
    source_en: str
    factor: int
    unit: Unit
    comparator: Comparator
    period: PeriodBasis
    disaggregations: list[str]
    owner: str


DEFINITIONS: dict[IndicatorCode, Definition] = {
    IndicatorCode.K1: {
        "name_th": "ผู้ขายที่ขายออนไลน์ได้จริง",
        "name_en": "Sellers able to sell online",
        "definition_th": "นับคนที่ขายชิ้นแรกได้จริงและตรวจหลักฐานแล้ว คนหนึ่งนับครั้งเดียวตลอดชีวิต "
        "ในปีของวันที่ขาย ผู้ที่เคยขายออนไลน์ก่อนเข้าโครงการไม่นับ",
        "definition_en": "People whose first sale was proven and checked. Each counts once in a "
        "lifetime, in the "
        "year of the day of the sale. Whoever sold online before joining is not counted.",
        "numerator_th": "คนที่มีการรับรองขายชิ้นแรก ยังไม่ถูกเพิกถอน วันที่ขายอยู่ในปี",
        "numerator_en": "people with a first sale certified and not revoked, dated in the year",
        "source_th": "การรับรองการขายชิ้นแรก (M6)",
        "source_en": "certifications of first sales (M6)",
        "comparator": Comparator.MORE_THAN,
        "disaggregations": ALL,
        "owner": PROGRAMME,
    },
    IndicatorCode.K1A: {
        "name_th": "เรียนจบหลักสูตรในปี",
        "name_en": "Finished the core lessons",
        "definition_th": "นับคนที่เรียนจบพื้นฐานและอีกหนึ่งสายในปีนี้ แสดงคู่กับจำนวนผู้ขายได้ ไม่นับรวมกัน",
        "definition_en": "People who finished the foundation and one track in the year. Stands "
        "beside the sellers "
        "and is never added to them.",
        "numerator_th": "คนที่เรียนจบ (M3) ในปี ไม่รวมผู้ที่เคยขายมาก่อน",
        "numerator_en": "people who reached M3 in the year, without those who had sold before",
        "source_th": "บันทึกการเรียน",
        "source_en": "records of learning",
        "disaggregations": ALL,
        "owner": PROGRAMME,
    },
    IndicatorCode.K1B: {
        "name_th": "ขายชิ้นแรกที่รอตรวจ",
        "name_en": "First sales waiting to be checked",
        "definition_th": "นับคนที่ส่งหลักฐานขายชิ้นแรกแล้วและยังไม่มีใครตัดสิน วันที่ขายอยู่ในปี ยังไม่นับเป็นผู้ขายได้",
        "definition_en": "People who sent proof of a first sale dated in the year that nobody decided yet. "
        "They do not count as sellers.",
        "numerator_th": "คนที่มีหลักฐานขายชิ้นแรกรอตรวจ",
        "numerator_en": "people with a first sale waiting",
        "source_th": "หลักฐานที่ส่งมา",
        "source_en": "claims with evidence",
        "disaggregations": ALL,
        "owner": PROGRAMME,
    },
    IndicatorCode.K2: {
        "name_th": "ผู้ประกอบการที่ได้รับการส่งเสริมขายข้ามแดน",
        "name_en": "Reach of cross-border promotion",
        "definition_th": "นับคนที่ได้รับบริการส่งเสริมขายข้ามแดนอย่างน้อยหนึ่งครั้งในปี เช่น อบรม "
        "จับคู่เจรจา ลงขายในตลาดต่างประเทศ "
        "ได้หลายบริการก็นับหนึ่ง เป็นการเข้าถึง ไม่นำไปรวมกับผู้ขายได้",
        "definition_en": "People with at least one cross-border promotion service in the year: a "
        "session, a matching "
        "meeting, a foreign listing, an export clinic. Several services count once. It is a reach "
        "and never added to K1.",
        "numerator_th": "คนที่มีบันทึกบริการในปี",
        "numerator_en": "people with a service recorded in the year",
        "source_th": "ทะเบียนบริการส่งเสริมขายข้ามแดน",
        "source_en": "ledger of cross-border services",
        "comparator": Comparator.MORE_THAN,
        "disaggregations": PLACES,
        "owner": DITP,
    },
    IndicatorCode.K3: {
        "name_th": "ผู้ขายที่ได้เครื่องหมาย DBD Registered",
        "name_en": "DBD Registered sellers",
        "definition_th": "นับเครื่องหมายที่ได้รับในปี ตามวันที่อนุญาต การต่ออายุไม่นับเป็นรายใหม่",
        "definition_en": "Marks granted in the year by the day of granting. A renewal is not a new one.",
        "numerator_th": "เครื่องหมายที่ได้รับในปี",
        "numerator_en": "marks granted in the year",
        "source_th": "ทะเบียนคำขอ DBD Registered",
        "source_en": "ledger of DBD Registered applications",
        "comparator": Comparator.AT_LEAST,
        "disaggregations": PLACES,
        "owner": DBD,
    },
    IndicatorCode.AWARENESS: {
        "name_th": "การรับรู้ผ่านอินฟลูเอนเซอร์",
        "name_en": "Influencer awareness",
        "definition_th": "ยอดเข้าถึงของแคมเปญที่มีภาพยืนยันพร้อมวันที่อ่านยอด แผนไม่ได้กำหนดเป้าตัวเลข",
        "definition_en": "Reach of campaigns, with a picture and the day on which it was read. The "
        "plan gives no number.",
        "numerator_th": "ยอดเข้าถึงที่ยืนยันแล้วในปี",
        "numerator_en": "verified reach in the year",
        "source_th": "ทะเบียนแคมเปญอินฟลูเอนเซอร์",
        "source_en": "ledger of influencer campaigns",
        "owner": DITP,
    },
    IndicatorCode.K4: {
        "name_th": "ยังขายอยู่หลัง 90 วัน",
        "name_en": "Still selling after 90 days",
        "definition_th": "ในผู้ขายได้ของปีที่ขายชิ้นแรกมาแล้วอย่างน้อย 120 วัน "
        "กี่คนมีการขายที่ตรวจแล้วอีกครั้ง "
        "ระหว่างวันที่ 60 ถึง 120 หลังขายชิ้นแรก",
        "definition_en": "Of the year's sellers whose first sale is at least 120 days ago: how many "
        "have another "
        "checked sale 60 to 120 days after it.",
        "numerator_th": "คนที่มีการขายที่ตรวจแล้วอีกครั้งในช่วงนั้น",
        "numerator_en": "people with another checked sale in those days",
        "denominator_th": "ผู้ขายได้ของปีที่ขายชิ้นแรกมาแล้ว 120 วันขึ้นไป",
        "denominator_en": "sellers of the year whose first sale is 120 days ago or more",
        "source_th": "การรับรอง (M6) และหลักฐานการขายครั้งต่อมาที่ตรวจแล้ว (M7, M9, K9)",
        "source_en": "certifications (M6) and checked claims of later sales (M7, M9, K9)",
        "factor": 100,
        "unit": Unit.PERCENT,
        "disaggregations": ALL,
        "owner": PROGRAMME,
    },
    IndicatorCode.K5: {
        "name_th": "เรียนจบ จากผู้ลงทะเบียน",
        "name_en": "Core finished, of those enrolled",
        "definition_th": "ในคนที่อยู่ในรุ่นของปี กี่คนถึงขั้นเรียนจบหรือไกลกว่านั้น รุ่นที่เพิ่งเริ่มยังเร็วเกินไปที่จะสรุป",
        "definition_en": "Of the people in cohorts of the year: how many reached the core or a later stage. "
        "Young cohorts are too early to judge.",
        "numerator_th": "คนที่ถึงขั้นเรียนจบ (M3) หรือไกลกว่า",
        "numerator_en": "people at M3 or later",
        "denominator_th": "คนที่ลงทะเบียน (M1)",
        "denominator_en": "people enrolled (M1)",
        "source_th": "เส้นทางสู่การขาย หน้าเจาะลึก",
        "source_en": "the funnel of the drill page",
        "factor": 100,
        "unit": Unit.PERCENT,
        "disaggregations": ALL,
        "owner": PROGRAMME,
    },
    IndicatorCode.K6: {
        "name_th": "ขายได้ จากผู้เรียนจบ",
        "name_en": "Able to sell, of those who finished the core",
        "definition_th": "ในคนที่ถึงขั้นเรียนจบหรือไกลกว่า กี่คนขายได้จริง รุ่นที่เพิ่งเริ่มยังเร็วเกินไปที่จะสรุป",
        "definition_en": "Of the people at the core or later: how many are able to sell. Young "
        "cohorts are too early to judge.",
        "numerator_th": "ผู้ขายได้ (M6)",
        "numerator_en": "people able to sell (M6)",
        "denominator_th": "คนที่ถึงขั้นเรียนจบ (M3) หรือไกลกว่า",
        "denominator_en": "people at M3 or later",
        "source_th": "เส้นทางสู่การขาย หน้าเจาะลึก",
        "source_en": "the funnel of the drill page",
        "factor": 100,
        "unit": Unit.PERCENT,
        "disaggregations": ALL,
        "owner": PROGRAMME,
    },
    IndicatorCode.K7: {
        "name_th": "จำนวนวันจากลงทะเบียนถึงขายชิ้นแรก",
        "name_en": "Days from enrolling to the first sale",
        "definition_th": "ค่ากลางของจำนวนวัน ตั้งแต่วันเข้ารุ่นถึงวันที่ขายชิ้นแรก ของผู้ขายได้ในปี "
        "ถ้าจำนวนคนเป็นเลขคู่ ใช้ค่าที่น้อยกว่าของสองค่าตรงกลาง",
        "definition_en": "Median of the days from joining the cohort to the first sale, of the "
        "year's sellers. With an even number of people, the lower of the two values in the middle.",
        "numerator_th": "ผู้ขายได้ในปีที่รู้วันเข้ารุ่น",
        "numerator_en": "the year's sellers whose day of joining is known",
        "source_th": "วันเข้ารุ่นและวันขายชิ้นแรก",
        "source_en": "days of joining and of the first sale",
        "unit": Unit.DAYS,
        "disaggregations": ALL,
        "owner": PROGRAMME,
    },
    IndicatorCode.K8: {
        "name_th": "ยอดขายที่ตรวจแล้ว",
        "name_en": "Verified sales",
        "definition_th": "ยอดขายเป็นบาทที่มีหลักฐานตรวจแล้ว และเป็นสัดส่วนเท่าไรของยอดที่ผู้ขายแจ้งทั้งหมด",
        "definition_en": "Sales in baht with checked evidence, and their share of all that sellers declared.",
        "numerator_th": "ยอดขายที่ตรวจแล้ว",
        "numerator_en": "checked sales",
        "denominator_th": "ยอดขายที่แจ้งทั้งหมด",
        "denominator_en": "all declared sales",
        "source_th": "ยอดขายรายเดือนของผู้ขาย",
        "source_en": "sellers' monthly sales",
        "unit": Unit.BAHT,
        "disaggregations": PLACES,
        "owner": PROGRAMME,
    },
    IndicatorCode.K9: {
        "name_th": "ผู้ขายที่ยังขายอยู่",
        "name_en": "Active sellers",
        "definition_th": "นับคนที่มีการขายซึ่งตรวจแล้วใน 90 วันล่าสุด รวมผู้ที่เคยขายก่อนเข้าโครงการด้วย",
        "definition_en": "People with a checked sale in the last 90 days, those who sold before "
        "joining included.",
        "numerator_th": "คนที่มีการขายที่ตรวจแล้วใน 90 วัน",
        "numerator_en": "people with a checked sale in 90 days",
        "source_th": "การรับรอง (M6) และหลักฐานการขายครั้งต่อมาที่ตรวจแล้ว (M7, M9, K9)",
        "source_en": "certifications (M6) and checked claims of later sales (M7, M9, K9)",
        "period": PeriodBasis.TRAILING,
        "disaggregations": ALL,
        "owner": PROGRAMME,
    },
    IndicatorCode.K10: {
        "name_th": "ผู้ขายได้เป็นใครบ้าง",
        "name_en": "Who the sellers are",
        "definition_th": "สัดส่วนผู้หญิง ผู้ที่อายุ 60 ปีขึ้นไป อายุต่ำกว่า 30 ปี และจบประถม "
        "ในผู้ขายได้ของปี "
        "ตัวหารคือผู้ขายได้ทุกคน รวมคนที่ไม่ได้ระบุ ตัวเลขหลักคือสัดส่วนผู้หญิง",
        "definition_en": "Shares of women, of people of 60 and over, under 30, and with primary "
        "school only among the "
        "year's sellers. Divided by all of them, not stated included. The main figure is the share of women.",
        "numerator_th": "ผู้ขายได้แต่ละกลุ่ม",
        "numerator_en": "sellers of each group",
        "denominator_th": "ผู้ขายได้ของปีทั้งหมด",
        "denominator_en": "all sellers of the year",
        "source_th": "การรับรอง (M6) และประวัติผู้เรียน",
        "source_en": "certifications (M6) and profiles",
        "factor": 100,
        "unit": Unit.PERCENT,
        "disaggregations": PLACES,
        "owner": PROGRAMME,
    },
    IndicatorCode.K11: {
        "name_th": "ค่าใช้จ่ายต่อผู้ขายได้หนึ่งคน",
        "name_en": "Cost of one seller",
        "definition_th": "งบประมาณของปีหารด้วยจำนวนผู้ขายได้ มีเฉพาะทั้งประเทศและปีงบประมาณ",
        "definition_en": "The year's budget divided by its sellers. For the country and fiscal years only.",
        "numerator_th": "งบประมาณของปี (บาท)",
        "numerator_en": "budget of the year (baht)",
        "denominator_th": "ผู้ขายได้ของปี",
        "denominator_en": "sellers of the year",
        "source_th": "งบประมาณที่กรอกไว้ข้างเป้าของปี",
        "source_en": "the budget entered beside the year's target",
        "unit": Unit.BAHT_PER_PERSON,
        "owner": PROGRAMME,
    },
    IndicatorCode.K12: {
        "name_th": "ผู้ขายได้ต่อผู้สอนหนึ่งคน",
        "name_en": "Sellers for each trainer",
        "definition_th": "ผู้ขายได้ของปีที่มีผู้สอน หารด้วยผู้สอนที่มีรุ่นเรียนในปี",
        "definition_en": "The year's sellers who had a trainer, divided by the trainers with a "
        "cohort in the year.",
        "numerator_th": "ผู้ขายได้ที่มีผู้สอน",
        "numerator_en": "sellers with a trainer",
        "denominator_th": "ผู้สอนที่มีรุ่นเรียนในปี",
        "denominator_en": "trainers with a cohort in the year",
        "source_th": "การรับรอง (M6) และรุ่นเรียน",
        "source_en": "certifications (M6) and cohorts",
        "unit": Unit.PER_TRAINER,
        "disaggregations": PLACES,
        "owner": PROGRAMME,
    },
}
