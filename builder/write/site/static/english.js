// The interface in English. What standards, cases and rules say is not translated here; titles and terms carry their own English.
window.zhunshengEnglish = {
  "跳到正文": "Skip to content", "主导航": "Main navigation", "所在位置": "You are here", "首页": "Home", "目次": "Contents",
  "标准": "Standards", "条款": "Provisions", "术语": "Terms", "引用文件": "References", "案例": "Cases", "标准体系": "Systems", "追溯": "Trace",
  "规则": "Rules", "使用指南": "Guide", "指南": "Guide", "检查规则": "Rules of the check", "阶段": "Stage", "阶段总览": "Stages",
  "深色": "Dark", "浅色": "Light", "更新订阅": "Feed of changes",
  "由准绳（zhunsheng）生成；同样的源文件生成同样的页面。": "Made by Zhunsheng; the same sources give the same pages.",

  "搜索": "Search", "搜索全站": "Search the site", "搜索条文、术语、编号": "Clauses, terms, numbers", "按/键到这里": "Press / to come here",
  "搜索词": "Words", "词语、条号或标准编号": "Words, a clause or a standard's number", "搜索结果": "Results", "全部显示": "show all",
  "多个词用空格隔开，表示同时包含；用引号括起来表示原样的短语。标准编号可以简写，如gbt1.1-2020。":
    "Several words apart by spaces must all be there; quotes hold a phrase together. Numbers may be written short, such as gbt1.1-2020.",
  "已找到{0}个结果，正在查找其余部分": "{0} results so far, looking further", "共有{0}个结果": "{0} results", "“{0}”共有{1}个结果": "{1} results for “{0}”",
  "没有找到": "Nothing found", "正在查找": "Looking", "没有找到“{0}”。请换一个词，或者减少词数。": "Nothing found for “{0}”. Try another word, or fewer.",
  "显示其余{0}个结果": "Show the other {0} results", "章条": "Clause", "表": "Table", "图": "Figure",

  "标准编号": "Number", "标准类别": "Kind", "ICS": "ICS", "CCS": "CCS", "备案号": "Filing number", "采用国际标准": "Adopts", "发布机构": "Issued by",
  "本草案完成时间": "Draft completed", "征求意见时间": "Comments from to", "发布日期": "Published", "实施日期": "Effective", "复审到期": "Review due",
  "代替": "Replaces", "本文件已被代替：": "This document is replaced by ", "本文件已废止。": "This document is withdrawn.", "版本": "Editions",
  "工作组讨论稿": "Working draft", "征求意见稿": "Draft for comment", "送审讨论稿": "Draft for discussion", "送审稿": "Draft for review",
  "报批稿": "Draft for approval", "发布": "Published", "废止": "Withdrawn",
  "下载Word": "Word", "下载PDF": "PDF", "下载数据（JSON）": "Data (JSON)", "对本文件提意见": "Comment", "标出条款类型": "Mark types of provision", "打印": "Print",
  "引用本文件的标准": "Standards that cite this one", "编号": "Number", "名称": "Title", "类别": "Kind", "日期": "Date", "状态": "Status",
  "引用它的条款": "Cited by", "登记而未被引用的文件": "Registered and not cited",

  "条款总览": "Provisions of all standards", "筛选": "Filters", "类型": "Type", "由谁做": "By whom", "改革举措": "Measure", "举措": "Measures", "条文": "Text",
  "全部": "All", "复制本次筛选的链接": "Copy link to this selection", "导出CSV": "Export CSV", "导出Excel": "Export Excel", "清除筛选": "Clear",
  "各标准的条款数": "Provisions by standard", "全部条款（CSV）": "All provisions (CSV)", "共{0}条": "{0} provisions", "再显示{0}条": "Show {0} more",
  "合计": "Total", "要求": "Requirement", "指示": "Instruction", "推荐": "Recommendation", "允许": "Permission", "能力": "Capability", "可能性": "Possibility",
  "减环节": "Simplify", "优流程": "Optimize", "减材料": "Fewer materials", "压时限": "Shorter time", "减跑动": "Fewer visits", "建平台": "Platform",

  "已复制": "Copied", "复制链接": "Copy link", "复制引文": "Copy citation", "提意见": "Comment", "对{0}提意见": "Comment on {0}", "意见内容": "Comment",
  "理由或修改建议": "Reason or proposed change", "记入意见表": "Put on the form", "取消": "Cancel", "查看意见表": "See the form",
  "已记入意见表（共{0}条）。": "On the form ({0} in all).",
  "意见反馈表": "Comment form",
  "在标准页面上点“提意见”，意见就记在这里；内容只保存在本机的浏览器中，没有发送到任何地方。":
    "Comments made on the pages of standards are collected here. They stay in this browser and are sent nowhere.",
  "标准名称": "Standard", "提出单位": "Organization", "联系人": "Contact", "联系方式": "Phone or e-mail", "下载CSV": "Save as CSV", "发邮件": "Send by e-mail",
  "清空": "Clear", "还没有记下意见。也可以直接打印这张空白表。": "No comments yet. The blank form can be printed as it is.",
  "第{0}条意见": "Comment {0}", "删除": "Delete", "删除第{0}条意见": "Delete comment {0}", "共{0}条意见。": "{0} comments.",
  "删除这里的全部意见？": "Delete all comments shown here?"
};
