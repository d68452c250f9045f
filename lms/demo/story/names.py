"""Names for invented people: common given names and made-up family names, as in any village."""

from random import Random

WOMEN = (
    "สมใจ บุญมี จันทร์เพ็ญ ทองใบ คำแพง สมศรี มาลี วันเพ็ญ บัวผัน สายทอง ประไพ นงลักษณ์ อรพิน สุภาพร รัตนา "
    "พิมพ์ใจ กัญญา ละเอียด ลำดวน ดวงใจ สุนีย์ วิไล ปราณี เพ็ญศรี อำไพ นิตยา จินตนา ศิริพร พรทิพย์ สุดารัตน์ "
    "อุไรวรรณ กาญจนา ธิดารัตน์ น้ำฝน ฟ้าใส ขวัญเรือน แก้วตา ชุติมา ปิยะดา สุกัญญา"
).split()
MEN = (
    "สมชาย บุญส่ง คำสิงห์ ทองสุข ประเสริฐ วิชัย สมบัติ สุรชัย อำนวย ชาญชัย ณรงค์ ประยูร ไพโรจน์ สมพงษ์ "
    "วีระ สุทิน มานพ เกรียงไกร ธวัชชัย อนุชา"
).split()
FAMILIES = (
    "วงศ์ผ้า ศรีสุข ทาทอง กองแก้ว มาลา ใจงาม พรหมดี แสงทอง บุญเรือง คำภา สีดา ไชยวงศ์ อินทร์แก้ว ภูมิดี "
    "ทองคำ จันทร์หอม ศรีบุญ ดวงแก้ว พลเยี่ยม สายใย นามวงศ์ โพธิ์ศรี เพชรดี รักษ์ไทย สุขสวัสดิ์ แก้วมณี "
    "ลุนทอง บัวใหญ่ ขันทอง หอมหวล ชมภู ไพรวัลย์ เรืองศรี ทุมมา นาคดี ผิวผ่อง ยอดรัก สิงห์ทอง วันดี ไทยเจริญ "
    "คงมั่น หมั่นดี ปานทอง เกษมสุข ทิพย์วงศ์ มีสุข บุตรดี ชัยมงคล โสภา พันธุ์ดี"
).split()
ENDINGS = "พงศ์ วัฒน์ กุล ชัย สกุล รัตน์ ทรัพย์ ศักดิ์ พันธ์ ดำรง โชติ เจริญ มงคล วิเศษ สมบูรณ์ นิยม ไพศาล สถิต".split()
SHARE_OF_WOMEN = 0.72


def invent(rng: Random, taken: set[str]) -> tuple[str, str]:
    """Return a full name that is not taken yet and the sex it belongs to."""
    sex = "female" if rng.random() < SHARE_OF_WOMEN else "male"
    given = WOMEN if sex == "female" else MEN
    for attempt in range(50):
        # When the short family names run out, longer ones begin.
        ending = rng.choice(ENDINGS) if attempt > 2 else ""
        name = f"{rng.choice(given)} {rng.choice(FAMILIES)}{ending}"
        if name not in taken:
            break
    taken.add(name)
    return name, sex
