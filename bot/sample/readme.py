"""README.txt of the sample: in Vietnamese, what each file is, the command that loads it, and which rows are wrong on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from bot.sample.broken import Broken

_TEXT: Final = """\
TỈNH MẪU – DỮ LIỆU GIẢ ĐỊNH
Trạng thái sáng ngày {on}. Mọi đơn vị, cán bộ, công dân đều không có thật; ai cũng mang chữ "Mẫu".
Cùng tham số (số xã {communes}, số hồ sơ {dossiers}, số khởi tạo --seed {seed}, ngày {on}) luôn cho cùng các tệp này.

1. NẠP LẦN ĐẦU, THEO ĐÚNG THỨ TỰ

  tệp              số dòng  lệnh nạp
{files}
Một đơn vị (đặc khu hoặc phường) quá tải, giữ phần lớn hồ sơ quá hạn; các đơn vị khác trễ khoảng 1–2 %.
Các cột phase, case, hours_online, valid_from, valid_to, source của procedures.csv ghi giai đoạn, trường hợp, số giờ
trực tuyến, hiệu lực và căn cứ; bản phần mềm chưa dùng cột nào thì nêu tên cột đó trong câu trả lời và bỏ qua.
Một thủ tục (9.000011) có tổng các bước lớn hơn thời gian chung: lỗi có thật trong quy trình đã công bố, để xem cảnh báo.

  dossiers.json    cũng các hồ sơ ấy, theo trường của hệ thống một cửa (thay cho dossiers.csv):
                   nhacviec import dossiers dossiers.json

2. CÁC GÓI TIN NHƯ KHI CÁC HỆ THỐNG GỬI THẬT (thư mục feed/)

Các gói của ngày làm việc {day}, tên tệp bắt đầu bằng giờ đến; xếp theo tên là xếp theo thứ tự đến. Gói đến muộn,
lặp lại, lộn xộn; đêm đến thì gửi lại tất cả. Gửi theo thứ tự nào cũng cho cùng một kết quả.
Dịch vụ cần chạy với NHACVIEC_FEED__USERNAME và NHACVIEC_FEED__PASSWORD.

  dạng mảng (…-array-…):
    curl -u TÊN:MẬT_KHẨU --data-binary @feed/TỆP http://127.0.0.1:8080/feeds/dvcqg/DongBoHoSoMC
    (tệp …-CapNhatTienDoHoSoMC.json thì gửi đến …/feeds/dvcqg/CapNhatTienDoHoSoMC)
  dạng phong bì (…-envelope-…): lấy phiên, thay "{session}" bằng phiên ấy rồi gửi:
    curl -d '{{"username":"TÊN","password":"MẬT_KHẨU"}}' http://127.0.0.1:8080/feeds/dvcqg/login
    sed 's/{session}/PHIÊN/' feed/TỆP | curl --data-binary @- http://127.0.0.1:8080/feeds/dvcqg
  feed/local.json   mọi hồ sơ đang ở trong tay cán bộ: người đang xử lý, hạn bước, hạn tiếp nhận, đồng ý nhận tin;
                    gửi như dạng mảng đến …/feeds/dvcqg/DongBoHoSoMC, hoặc nhacviec import dossiers feed/local.json
  feed/igate.json   câu trả lời danh sách của đầu nối iGate (hồ sơ của các sở); kéo về bằng NHACVIEC_IGATE__URL,
                    hoặc nhacviec import dossiers feed/igate.json

3. DÒNG SAI CÓ CHỦ Ý

broken.csv (nhacviec import dossiers broken.csv) và feed/broken.json (gửi như dạng mảng). Ngoài hai tệp này không có dòng
nào bị loại. Trong broken.csv:
{broken}
Trong feed/broken.json: đúng các mục ấy theo thứ tự, thêm một mục cuối không phải là hồ sơ.

4. SỰ THẬT ĐỂ ĐỐI CHIẾU

truth.csv (không nạp) ghi từng hồ sơ có điều không khớp:
  unsynced      đã xong lúc ghi ở cột at nhưng nguồn vẫn báo "Đang xử lý"
  distorted     đang tạm dừng hoặc đã dừng (5, 6, 8) nhưng gửi lên Cổng là 9; dòng tiến trình nói rõ
  wrong_date    ngày hẹn trả bị tính lệch một ngày làm việc
  two_codes     có hai mã; mã kia ở cột detail
  vague_holder  nguồn ghi chức danh thay cho tên người đang xử lý
  same_name     trong đơn vị có hai người cùng tên như người đang xử lý
  late_intake   nộp trực tuyến, quá 8 giờ làm việc chưa tiếp nhận
"""
# file -> kind of import, in the order of loading
KINDS: Final = {
    "units.csv": "units",
    "people.csv": "people",
    "procedures.csv": "procedures",
    "reports.csv": "reports",
    "dossiers.csv": "dossiers",
    "progress.json": "progress",
    "events.csv": "events",
    "feedback.csv": "feedback",
}


def readme(
    on: date,
    day: date,
    asked: Mapping[str, int],
    counts: Mapping[str, int],
    broken: list[Broken],
    session: str,
) -> str:
    """Return the text; `asked` are communes, dossiers and seed, `counts` rows by kind, `day` that of the pushes."""
    files = "".join(
        f"  {name:<17}{counts[kind]:>7}  nhacviec import {kind} {name}\n"
        for name, kind in KINDS.items()
    )
    wrong = "".join(
        f"  dòng {number}: {row.why}\n" for number, row in enumerate(broken, 2) if row.why
    )
    return _TEXT.format(
        on=f"{on:%d/%m/%Y}",
        day=f"{day:%d/%m/%Y}",
        files=files,
        broken=wrong,
        session=session,
        **asked,
    )
