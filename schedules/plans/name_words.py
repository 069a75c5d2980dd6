"""Syllables that tell where the name of a unit in running text goes on and where its verb begins."""

from __future__ import annotations

from typing import Final

# Small words that may stand within a name or a list of units.
WITHIN: Final = frozenset((
    "truyền", "hình", "phát",
    "&", "-", "an", "ban", "binh", "bàn", "bệnh", "bộ", "chi", "chiến", "chuyên", "chính", "chất", "chủ", "chức", "các",
    "cán", "có", "công", "cơ", "cấp", "cục", "của", "cửa", "doanh", "dân", "dọc", "dự", "giám", "huyện", "hành", "hđnd",
    "hội", "khu", "kinh", "liên", "lãnh", "lý", "lượng", "lập", "môn", "ngang", "nghiệp", "ngành", "người", "nhà",
    "nhân", "nông", "nước", "nội", "pháp", "phòng", "phó", "phương", "phường", "phẩm", "phố", "quan", "quân", "quản",
    "quận", "sở", "sự", "thanh", "thuộc", "thành", "thôn", "thể", "thị", "thủ", "thực", "tra", "trung", "trên",
    "trưởng", "trấn", "trị", "trực", "tài", "tâm", "tư", "tải", "tật", "tế", "tỉnh", "tịch", "tổ", "ubnd", "uỷ", "viên",
    "viện", "và", "văn", "vận", "vị", "vụ", "vực", "xã", "án", "đai", "đoàn", "đóng", "đơn", "đạo", "đất", "đầu", "đặc",
    "địa", "đốc", "đổi", "đứng", "ương", "ủy", "–",
))  # fmt: skip
# First syllables of the verbs that follow a name; any other small syllable behind a capital one belongs to the name.
VERBS: Final = frozenset((
    "ban", "bàn", "báo", "bảo", "bố", "chậm", "chỉ", "chịu", "chủ", "cung", "các", "có", "công", "cùng", "căn", "cấp",
    "cần", "cập", "của", "cử", "do", "duy", "giao", "giải", "gửi", "hoàn", "hướng", "hỗ", "khai", "khi", "không",
    "khẩn", "khắc", "kiểm", "kiện", "ký", "kết", "kịp", "là", "lập", "mở", "nghiêm", "nghiên", "nhằm", "niêm", "nâng",
    "nộp", "phát", "phân", "phê", "phải", "phấn", "phối", "quán", "quản", "ra", "rà", "rút", "rất", "sau", "sẽ", "số",
    "sử", "tham", "theo", "thành", "thường", "thẩm", "thống", "thực", "tiến", "tiếp", "triển", "trong", "trên", "trình",
    "trước", "trực", "tuyên", "tích", "tăng", "tại", "tạo", "tập", "tổ", "tổng", "từ", "tự", "và", "vào", "vận", "về",
    "với", "xây", "xử", "yêu", "đang", "đánh", "đã", "đôn", "đăng", "đưa", "được", "đảm", "đẩy", "đến", "đề", "để",
    "định", "đồng", "ứng",
))  # fmt: skip
