"""What the command prints: Thai first, English below."""

from lms.demo import logins

PREPARING = "กำลังเตรียมระบบสาธิต · Preparing the demonstration in {directory}"
PREPARED = "พร้อมแล้ว · Ready. Start it with: make demo"
STOPPED = "หยุดแล้ว · Stopped."

FOR_PHONES = """
มือถือในห้องเดียวกัน · Phones in the same room:  {address}/
  ครั้งแรก ส่งไฟล์นี้ไปติดตั้งในมือถือ · First send this file to the phone and install it:  {authority}
  Android: Settings, Security, Install a certificate, CA.  iPhone: open it, then Settings, General, About,
  Certificate Trust Settings. Remove it again afterwards. (docs/offline.md)
"""

WELCOME = """
ขายเป็น · Khai Pen   {address}/      (English: {address}/en/)
ข้อมูลทั้งหมดเป็นข้อมูลสาธิต · All people and figures are a demonstration.

  ผู้เรียน · Learner          {address}/sign-in/
      โทรศัพท์ · phone  {phone}    PIN {pin}
      ลองดู: ขั้นต่อไป เรียน ทำแบบทดสอบ ส่งงาน แล้วแจ้งขายชิ้นแรกที่ "ร้านของฉัน"
      Try: the next step, a lesson, its quiz, practice work; then claim a first sale in "My shop"
  ครู · Trainer             {address}/sign-in/staff/
      {trainer}   {password}
      ลองดู: งานรอตรวจ ดูรุ่นเรียน พิมพ์ QR เข้ารุ่น · Try: the review queue, the cohort view, the join QR
  ผู้จัดการ · Manager         {address}/sign-in/staff/
      {manager}   {password}
      ลองดู: หน้าเป้าหมาย ตรวจหลักฐานขายชิ้นแรก · Try: the goal page, verifying a first sale
  ผู้ดูแล · Administrator     {address}/sign-in/staff/
      {administrator}     {password}
      ลองดู: แก้บทเรียนที่ {address}/cms/ · Try: editing a lesson there, granting roles at /desk/

  รหัสเข้ารุ่นสำหรับผู้เรียนใหม่ · Join code for a newcomer:  {code}   {address}/j/{code_plain}

คลิปของบทเรียนกำลังสร้างอยู่เบื้องหลัง บทแรกก่อน · The lessons' clips are being made, the first lesson first.
กด Ctrl-C เพื่อหยุด · Ctrl-C ends everything.
"""


def welcome(address: str) -> str:
    """Return the greeting with the address, the four logins and the join code."""
    cohort = logins.open_cohort()
    return WELCOME.format(
        address=address,
        phone=logins.LEARNER_PHONE_SHOWN,
        pin=logins.LEARNER_PIN,
        password=logins.PASSWORD,
        trainer=logins.TRAINER.email,
        manager=logins.MANAGER.email,
        administrator=logins.ADMINISTRATOR.email,
        code=cohort.spaced_code if cohort else "-",
        code_plain=cohort.join_code if cohort else "",
    )
