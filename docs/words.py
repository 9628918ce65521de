"""The words between what the program tells of itself, in each language of the manual."""

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "drawing": "Drawing: what {} counts or divides",
        "meaning": "What it means",
        "limits": "What it must not be taken for",
        "certainty": "How certain it is",
        "of_the_sample": "For the bundled sample photograph and the bundled models.",
        "of_the_interval": (
            "The interval is where an expert's own drawing would have put the number in {level} of "
            "cases; it was learnt from photographs that experts labelled."
        ),
        "of_the_change": (
            "A change between two visits that is smaller than the smallest detectable change "
            "cannot be told from chance, even in photographs of good quality."
        ),
        "no_interval": (
            "How far an expert's number would lie from this one is not known: there is no interval."
        ),
        "own_interval": (
            "Your photograph has its own interval, which window, report and JSON give."
        ),
        "of_the_threshold": (
            "The sensitivity to the threshold that is printed with a number is something else: it "
            "tells how much the number moves when the threshold does."
        ),
        "uncertain": (
            "For the bundled model no interval and no smallest detectable change are known for "
            "this number: treat it as exploratory."
        ),
        "number": "Number",
        "sample": "In the sample",
        "interval": "Interval",
        "detectable": "Smallest detectable change",
        "definition": "Definition",
        "id": "In JSON and CSV",
        "unit": "Unit",
        "unit_in_records": "Unit in JSON and CSV",
        "withheld": "Where it cannot be measured it is withheld, and the reason is given, such as:",
        "messages": "Messages, and what to do",
        "messages_text": (
            "Every message that the program may show when something is wrong, from its own "
            "catalogue. Dots stand for a name or a number. Search this page for a few words of "
            "what you see."
        ),
        "what": "Message",
        "hint": "What to do",
        "reading": "Files that cannot be read",
        "unsupported": "Photographs that cannot be analysed",
        "model": "The model and its engine",
        "writing": "Results that cannot be written",
        "sending": "Sending to the archive",
        "keeping": "Patients and the store",
        "settings_wrong": "Settings and inputs",
        "other": "Everything else",
        "settings": "All settings",
        "settings_text": (
            "The settings of the dialog, with the name that each has in the administrator's file "
            "and in `retivasc settings`."
        ),
        "settings_others": "Set where they are used, not in the dialog:",
        "setting": "Setting",
        "name": "Name",
        "default": "Unless set",
        "remark": "Remark",
        "keys": "All keys",
        "key": "Key",
        "does": "What it does",
    },
    "zh_CN": {
        "drawing": "示意图：{}所计数或相除的量",
        "meaning": "含义",
        "limits": "不应如何理解",
        "certainty": "可靠程度",
        "of_the_sample": "以下为自带示例照片在自带模型下的结果。",
        "of_the_interval": (
            "区间表示：在 {level} 的情况下，专家亲手描绘所得的数值会落在其中；"
            "它由专家标注过的照片学得。"
        ),
        "of_the_change": (
            "两次就诊之间的变化若小于最小可检测变化，即使照片质量良好，也无法与偶然波动区分。"
        ),
        "no_interval": "专家的数值会与此相差多少尚不清楚：没有区间。",
        "own_interval": "您的照片有自己的区间，窗口、报告和 JSON 中都会给出。",
        "of_the_threshold": (
            "随数值一起给出的“对阈值的敏感度”是另一回事：它说明阈值移动时数值会变化多少。"
        ),
        "uncertain": "自带模型尚无该数值的区间和最小可检测变化：请仅作探索性参考。",
        "number": "数值",
        "sample": "示例照片",
        "interval": "区间",
        "detectable": "最小可检测变化",
        "definition": "定义",
        "id": "JSON 和 CSV 中的名称",
        "unit": "单位",
        "unit_in_records": "JSON 和 CSV 中的单位",
        "withheld": "无法测量时不给出该数值，并说明原因，例如：",
        "messages": "提示信息与处理办法",
        "messages_text": (
            "程序在出现问题时可能显示的全部提示信息，取自程序自身的文本。省略号代表名称或数字。"
            "可用所见文字中的几个字在本页查找。"
        ),
        "what": "提示信息",
        "hint": "处理办法",
        "reading": "无法读取的文件",
        "unsupported": "无法分析的照片",
        "model": "模型及其运行引擎",
        "writing": "无法写入的结果",
        "sending": "发送到影像归档",
        "keeping": "患者与病例库",
        "settings_wrong": "设置与输入",
        "other": "其他",
        "settings": "全部设置",
        "settings_text": (
            "对话框中的各项设置，以及每一项在管理员文件和 `retivasc settings` 中的名称。"
        ),
        "settings_others": "以下各项在使用之处设置，不在对话框中：",
        "setting": "设置",
        "name": "名称",
        "default": "未设置时",
        "remark": "说明",
        "keys": "全部按键",
        "key": "按键",
        "does": "作用",
    },
}
