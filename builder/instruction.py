"""Tells an instruction from a statement: a sentence that begins with what is to be done and names nobody who does it (GB/T 1.1—2020, 9.1).

The words before the main clause (conditions, places, tools, manners) are passed over. What follows has to be a verb of doing that is not part
of a name: “检查结果分为三级” and “报警装置与控制室联网” begin with a verb too, but are about a thing.
Words are told by the segmenter jieba; a profile adds verbs that a field uses and a dictionary does not know.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise

Token = tuple[str, str]
"""A word and its part of speech, as jieba tags it."""

_HAN = "\u4e00-\u9fff"

# --- before the main clause ------------------------------------------------------------------------------------------

CONDITION_END = re.compile(r"(?:的|时|(?<![滞落延善先靠最今])后|前|之前|之后|情况下|情形下|条件下|情形|之外|以外|外|期间|的话|基础上)$")
CONDITION_START = re.compile(
    r"^(?:如果?(?!实)|遇|若|倘若|一旦|当(?![场日天地事月年面])|凡|因(?!公)|由于|为了|为(?=便|使|确|保|避|防)|即使|虽|尽管|鉴于|只要|对(?:于|"
    r"确|需|不)|除非)"
)
_LABEL = re.compile(r"^(?:[^，。；：]{1,8}：(?=[^，。；：]{3})|[a-z\d]{1,2}[)）]\s*)")
"""What names the sentence and is no part of it: 注1：, 第一步：, 方法A：."""

_THING = re.compile(r"^(?:[□应可宜能不未无有本该各第]|每[位名家]|附录 ?[A-Z]|[图表式] ?[A-Z]?[.\d]|公式)")
"""How a sentence begins that is about something: 附录A, 表1, 本市, and a quotation."""

_FRAME = re.compile(
    r"^(?:在[^，。；：]{1,24}(?:处|中|内|下|上|里)|以[^，。；：]{1,16}(?:作|为)[^，。；：]{1,10}|沿[^，。；：]{1,12}|对[^，。；：]{1,24}"
    r"|(?:按照?|依照|依据|根据|参照|对照|通过)[^，。；：]{1,30}|(?:首先|其次|再次|最后|然后|随后|接着|之后|同时|必要时|另外?|此外))，"
)
_TIME = re.compile(
    r"^(?:每(?:隔)?[^，。；：将把]{0,12}?(?:(?<=[\d ])(?:h|min|s|d)|小时|分钟|秒|时|日|天|周|月|季度?[初中末底]?|年[初中末底]?|次|旬"
    r"|批次?|班次?|前|后)"
    r"(?:至少|不少于)?(?:[一二两三四五六\d]+次)?(?:地|，)?"
    r"|每(?:\d+ ?)?(?:公顷|亩|平方米|立方米|株|穴|盆|袋|箱|组|台|只|头|棵|行|段|层|孔|管|瓶|筐|车|户|千克|\d+ ?[A-Za-z²³]+"
    r"|[A-Za-z]+[²³]?)(?=[\u4e00-\u9fff]{2})"
    r"|(?:亩|株|穴|盆|塘)(?=[施浇灌追撒]\D)|\d+时(?:\d+分)?(?:[和、至～]\d+时(?:\d+分)?)*|\d+ ?(?:s|min|h|d|小时|分钟|秒|日|天|个工作日)[内后]，?"
    r"|[一二两三四五六]人(?=[^，。；：]{2})|(?:当|次|翌|每|即|隔)日(?=[^，。；：常期用]{2})|双人|双手|单手|用力|(?:首个|第[一二三]个|最后1?个)(?:工作日|日|周|月)|手持[^，。；：]{1,8}，"
    r"|(?:(?!每)[^，。；：的]){2,10}(?<![小实同及按定随即届临当平限适暂准有])时(?![限间期长速段刻效点区机任序差代候常令针])(?=[^，。；：])"
    r"|(?:(?![由是见为])[^，。；：的]){2,12}(?<!提)[前后](?!备|[厢门座台缀勤院方])(?:[一二两三\d]+ ?(?:日|天|周|个月|小时|年|h|min|d|s)内?)?"
    r"(?!续|期|台|端|勤|方|厨|门|置|提|部|往|者|缀|面|列|侧|视|轮|排|桥|来|果|座|处理|[的由为是，有])，?)"
)
_MANNER = frozenset(
    (
        "首先 其次 再次 最后 然后 随后 接着 之后 同时 再 先 依次 分别 重新 立即 立刻 迅速 快速 缓慢 缓缓 轻轻 轻 小心 仔细 继续 反复 另 "
        "另外 并 充分 一次性 统一 准确 定期 不定期 必要时 随机 平行 均匀 均 即 就近 全程 完全 彻底 及时 逐 优先 当场 现场 如实 随时 适时 "
        "按时 按期 自行 同步 单独 分类 分层 分段 分批 分次 分级 集中 直接 主动 垂直 水平 竖直 匀速 慢慢 慢 快 尽快 尽量 妥善 认真 详细 严格 "
        "全面 逐步 逐渐 逐一 逐个 逐项 逐级 逐层 实时 全部 全年 逐页 逐台 逐条 逐件 边 只 仅 应 正确 平稳 匀 人工 手动 自动 线上 线下 网上 "
        "书面 口头 电话 目视 目测 肉眼 远程 就地 机械 单人 加倍 首次 公开 上门 入户 随身 随文 "
        "实地 原地 即时 临时 提前 交替 来回 顺序 持续 连续 间隔 适当 稍 略 微 稍微"
    ).split()
)
_URGENT = frozenset(("立即 立刻 迅速 依次 逐一 逐个 逐项 先 再 重新 随后 然后 及时 小心 仔细 轻轻 缓慢 反复 双手 双人 就近 当场").split())
_MOVE = re.compile(
    rf"^(?:逐[{_HAN}]|自[{_HAN}]而[{_HAN}]|从[{_HAN}]{{1,3}}[往向到至][{_HAN}]{{1,3}}|由[{_HAN}][向到至][{_HAN}]|一边|[随当][{_HAN}]即)"
)
_PREPOSITIONS = frozenset(
    (
        "在 于 自 从 待 至 到 按 按照 依照 依据 依 根据 参照 对照 通过 经 经由 以 向 对 对于 给 令 让 使 请 沿 沿着 用 与 同 和 比照 结合 "
        "针对 就 围绕 借助 凭 凭借 随 随着 朝 往 隔 距 离 为 替 会同 联合 委托"
    ).split()
)
_PREPOSITION = re.compile(
    r"^(?:按照|依照|依据|根据|参照|对照|通过|经由|对于|沿着?|朝|往|比照|结合|针对|围绕|借助|凭借?|会同|联合|委托|在(?![线职岗校编册建用途网位乎意])"
    r"|于|自(?![行动助主愿然来用身检])|从(?![事业属众])|待(?![办遇命])|至|到(?![期岗达场])|按(?![时期压下揉住键动钮期劳需])|经(?![营济费验办理销常过])|以(?![及上下内外前后])|向(?![导阳])"
    r"|对(?![象话照比策外应口接称]|准(?!备))|给(?![水排药料付])|令|让|请(?![求示假柬购款愿])|用(?![于户地途品餐时语能材房具料件印]|水(?![将把清冲定稀浸润洗调溶淋擦配湿])|电(?![钻烙炉筒锯话子])|人(?!工)|工(?!具)|车|药(?![匙勺棉])|量(?![杯筒瓶具角块])|气(?![泵枪]))|与|隔(?![离断热音油])|使(?!用)|为(?=[^，。；：]{2,}(?:提供|办理|设立|配备|编)))"
)
_OF_AGENT = re.compile(r"^由(?!此)")


def without_conditions(text: str) -> str:
    """Drop what stands before the main clause: conditions and times, each with its comma."""
    while True:
        clause, comma, rest = text.partition("，")
        if not comma or not rest or not (CONDITION_END.search(clause) or CONDITION_START.match(clause)):
            return text
        text = rest


# --- words -----------------------------------------------------------------------------------------------------------

_DOING = (
    "除掀提举收降钉拎捧抱展登擦洗抹刷铺涂剪切浇撒埋盖装卸锁推拉拧旋插拔贴填抬搬停关系扶抚拿取倒放挂捆扎绑压踩踏夯敲拍捂扣折叠卷夹刮磨削锯钻挖清"
    "调摆码吸滴摇搅筛滤碾捻丈加晒晾煮蒸焊抽挤翻拨撕揭托握按扳抖捏绕勒张撑垫塞喷冲淋沥沾蘸戴穿脱拆摘扫拖理归拌撬铲挑拣揿遮闭佩剥泵割砍锄耕犁耙"
    "播栽移修凿雕织缝补熨烫漂染腌烤烘炒炸焖煎炖裹糊粘钩吊悬升堆垒砌批射注灌输吹排牵拽挪运送递传寄投扔丢抛甩扯揪掐攥抓捕捉栓缠裁剁砸锤撞触揉搓"
    "涮漱漏淘捞舀盛封罩蒙掩藏存持端挎搀搂扭转晃震振校量测称读记写画绘勾圈删录编订查核算报叫唤呼念派遣催拦截隔启熄灭燃点烧熏冷冻冰干泡浸混配兑"
    "溶稀煨搭架支立竖缚松解散摊拢聚集选择分合并接连镶嵌套扩缩顶撤退进划跨越驶驾骑打开拟喂饮服含嚼咽呕揩拭蹲坐站躺卧跪俯仰趴爬攀跳跑走迈伸屈弯"
)
_DONE = (
    "(?:取|(?<=[捻转推拉翻滑摇搅拨扳晃按抖揉扭提牵拖挪掀滚])动"
    "|[净干好上下开紧平稳住实齐满匀透掉回直正断牢去起出入至到成进掉碎散合拢凉软熟足尽短松空走通离过妥严])"
)
_RESULT = re.compile(f"^(?:[{_DOING}]{_DONE}(?!(?<=[出入进])口|(?<=[出到开合])(?:库单|席|资|租|勤|厂|货单|版|产|差|访|票)))")
_PLACED = re.compile(f"^[{_DOING}置]{{1,2}}(?:于|在|至|到|入|进|回|离|为|成)(?!本|册|厂|库单|口|场|校|席|籍|院|期|职|品|材|果)")
_BARE = frozenset(
    "取称测量剪铲喂擦扫拔按滴加倒装拆洗煮蒸炒切剥刮刷涂抹喷撒浇埋挖挑捞夹扶抬搬推拉提放挂贴盖封捆扎绑系关开锁打敲拍压踩摇搅拌筛滤晒晾焊钻磨锯"
    "削穿戴脱填写记读查看选插泵注抽吸置报呼嘱捏揉托握扣折卷拧旋转翻撬捻拣揿遮剔割砍拖拽移灌输排递寄扔抓裁剁砸揩漱淘舀塞罩藏端搀绘画录编订算喊"
    "求做叫派催拦截点烧熏冻浸泡混兑溶搭架竖缚摊拟叠堆码铺卸吊绕缠缝钉刻撕揭张"
)
"""Verbs of one character that begin an instruction: 取 5 mL, 铲表土."""
_OFFICE = frozenset(
    (
        "交代 交接 初筛 张网 清点人数 申请 记录 校验 复制 报告 编号 标记 注明 列明 标明 说明 通知 归档 备份 签名 签章 盖章 打印 静置 抚平 "
        "按下 扶正 戴上 对准 填报 报送 抄送 函告 公示 公布 通报 呈报 上报 申报 受理 登记 核对 核实 清点 组织 协调 会商 撰写 拟定 起草 制定 "
        "编制 修订 汇总 统计 分析 评估 评审 审核 复核 核验 查验 验收 检查 巡查 抽查 督促 指导 引导 劝导 疏导 安抚 告知 提醒 提示 解释 答复 "
        "回复 反馈 跟踪 回访 建立 完善 落实 实施 开展 采取 采用 使用 选用 设置 配备 安装 布置 配置 提供 发放 收取 退还 返还 归还 移交 转交 "
        "转办 分办 承办 办理 审批 签发 印发 发布 推送 发送 接收 签收 录入 导入 导出 上传 下载 保存 存储 删除 更新 修改 补充 完成 确认 确定 "
        "明确 判断 选择 比较 对比 计算 换算 折算 测量 测定 测试 称量 观察 观测 监测 监控 采集 采样 取样 抽样 制备 召开 举办 主持 宣读 介绍 "
        "讲解 展示 演示 播放 张贴 悬挂 粘贴 摆放 存放 堆放 码放 搬运 运输 装卸 清洗 清洁 清理 清扫 消毒 冲洗 擦拭 更换 维修 维护 保养 润滑 "
        "调整 调节 校准 检定 标定 启动 停止 关闭 打开 开启 断开 接通 切断 切换 连接 固定 拆除 拆卸 组装 加入 加热 冷却 干燥 搅拌 混合 过滤 "
        "溶解 稀释 定容 滴定 离心 振荡 浸泡 培养 接种 保持 维持 控制 避免 防止 联系 拨打 报警 疏散 撤离 转移 救助 抢救 包扎 施救 隔离 封锁 "
        "警戒 集合 清查 剪除 修剪 施肥 灌溉 播种 育苗 移栽 定植 采收 采摘 分级 包装 贴标 装箱 入库 出库 盘点 修约 保留 引用 描述 列出 给出 "
        "绘制 标注 标示 编写 填写 勾选 点击 点选 输入 登录 注册 查询 检索 浏览 提交 撤回 终止 恢复 重启 复位 归零 记载 载明 披露 收集 归集 "
        "整理 整改 纠正 处置 处理 上交 缴纳 支付 核销 审定 审议 表决 投票 公开 征求 听取 吸纳 邀请 聘请 选派 指派 安排 部署 培训 考核 评价 "
        "评定 评分 打分 排序 推荐 遴选 认定 命名 授牌 摘牌 撤销 注销 变更 延续 换发 补发 补办 取得 获取 到场 附送 随附 会签 会审 催告 抄报 层报 "
        "投药 喷药 擦药 涂药 灌药 换药 服药 施药 整平 弄平 锉平 轧平 酸洗 水洗 盥洗 黏贴 讯问 问清 付清 "
        "代签 代录 代交 风干 阴干 速冻 速记 速报 面告 赋值 重装 "
        "摘录 航拍 拍照 取证 避光 冷藏 静养"
    ).split()
)
_STATE = frozenset(
    (
        "是 为 有 无 没有 属于 具有 包括 包含 含 含有 位于 来自 来源于 适用 适用于 存在 等于 表示 指 即 分为 见 参见 符合 满足 涉及 反映 "
        "体现 达到 超过 低于 高于 大于 小于 少于 多于 不低于 不少于 不超过 发生 出现 产生 拥有 享有 处于 导致 引起 造成 受 属 发现 遇到 "
        "得到 需 需要 能 可 可能 应 宜 用于 用作 作为 成为 由 共 共有 约 经 供 涵盖 占 取决于 基于 相当于 介于 临近 靠近 如下 称为 简称 "
        "俗称 又称 设有 配有 载有 附有 印有 备有 装有 标有 列有 凝聚 蕴含 象征 共计 合计 总计 累计 代表 显示 表明 认为 希望 旨在 基本 有关 "
        "相关 关于 截至 截止 规定 依据 附 未 不 尚 已 仍 非 均 全 各 本 该 此 其 下列 以下 上述 上列 前述 其他 其余 所有 任何 服务 工作 "
        "活动 运营 生产 经营 科研 教学 示意 允许 许可 认可 禁止 严禁 准许 应急 感应 响应 适应 反应 对应 同意 拒绝 愿意 负责 从事 参与 参加 "
        "享受 适合 等待期 到期 逾期 超期 失效 生效 作废 无效 有效"
    ).split()
)
_THINGS = frozenset(("开关 关系 提包 封条 介绍 传说 报表 点数 分数 包裹 装置 摆设 量测 标记 标注 批注 测试 编报 存折 传单 递送员").split())
_JOINING = frozenset(
    (
        "是 为 由 包括 包含 分为 划分 划分为 见 列于 列入 纳入 位于 具有 属于 来自 来源于 取决于 适用于 构成 组成 共 含 占 达 作为 距 用于 "
        "在于 始于 止于 起算 联网 生效 作废 设有 配有 装有 载有 附有 印有 备有 列有 存有 有 如下 如表 如图"
    ).split()
)
_AGENTLESS = frozenset(("采用 采取 实行 实施 执行 依 由 每 分 遵循 坚持 均 也 仅 未 已 不得 距 纳入 列入 位于 具有 应 宜 可 能 须").split())
_TOWARDS = frozenset(
    (
        "报送 呈报 上报 通知 组织 告知 联系 邀请 聘请 委托 指派 安排 协调 督促 指导 引导 提醒 要求 动员 召集 抽调 派遣 移交 转交 提请 报请 "
        "商请 征求 听取 询问 协助 帮助 护送 陪同 搀扶 指引 伴随 陪护"
    ).split()
)
_TRANSITIVE = frozenset(
    (
        "设定 采用 采取 选用 制定 建立 拟定 起草 撰写 编写 公布 完善 落实 召开 确定 明确 注明 列明 载明 抄送 查明 出具 加强 消除 排除 防止 "
        "避免 保持 确保 履行 填写 勾选 点击 点选 打开 开启 关闭 拆除 拆下 更换 切断 接通 断开 松开 拧紧"
    ).split()
)
"""Verbs that never stand before a noun as part of its name."""
_AS = frozenset(
    (
        "取 记 设 定 将 把 选 选择 选取 选定 标记 作 视 折算 换算 调整 更名 设置 设定 命名 确定 修约 转换 划分 归类 作为 计 代 令 以 改 调 "
        "分 合并 使 指定 推选 任命 聘请 聘 称 简称 标注 标"
    ).split()
)

_HEADS = (
    r"须知|结果|时间|日期|期限|时限|方法|方式|方案|程序|流程|步骤|内容|项目|事项|指标|标准|依据|原则|要求|条件|范围|对象|平台|报告|说明|情况|工作|活动|过程|环节|阶段|次数|频次|"
    r"频率|周期|比例|计划|制度|机制|管理|费用|主体|环境|温度|湿度|精度|误差|范例|样式|模板|格式|年限|寿命|状态|地点|顺序|次序|场所|能力|速度|强度|深度|间隔|间距|功能|权限|"
    r"路线|通道|质量|人员|机构|单位|部门|岗位|仪器|设备|工具|器具|系统|装置|设施|线路|材料|资料|文件|记录|数据|信息|意见|证书|证明|协议|合同|规则|规范|规程|介质|终端|角度|"
    r"半径|系数|因子|因素|类型|类别|等级|级别|编号|代码|名称|名录|名单|清单|目录|台账|档案|小组|中心|网点|网络|窗口|大厅|车辆|车间|车队|仓库|库房|区域|路段|断面|水平|模型|"
    r"成本|价格|总额|金额|数量|总数|人数|用量|剂量|浓度|含量|压力|功率|电压|电流|负荷|热量|途径|渠道|措施|任务|目标|职责|责任|义务|权利|效果|成果|成绩|效率|效果|趋势|"
    r"阀门|按钮|开关|高度|宽度|长度|厚度|坡度|密度|量程|曲线|现场|会议|组织|团队|队伍|专家|用户|客户|企业|品种|产品|样品|试样|试剂|溶液|容器|药品|用品|物品|物资|体系|模式|"
    r"方向|位置|部位|动作|行为|需求|请求|申请|建议|比率|占比|分值|得分|总分|图|表|书|单|册|簿|卡|本|器|仪|机|架|台|口|框|键|率|量|值|区|站|室|场|车|箱|柜|液|剂|品|物|费|金|证|函|牌|"
    r"期|点|组|队|员|者|人|师|工|网|库|房|厅|线|带|管|泵|阀|池|罐|塔|桥|灯|钟|性|度|法|制|体|件|片|间(?![隔距])|程度|偏差|误差|栏|层|板|门|窗|箱|袋|瓶|盒|杯|筐|架|轮|轴|槽|井|坑|沟|渠|坝"
)
_ABSTRACT = re.compile(
    "(?:情况|状况|状态|记录|结果|参数|性能|质量|条件|环境|过程|方法|效果|数据|信息|时间|温度|湿度|压力|说明|功能|痕迹|数量|次数|周期|间隔|间距|意见|要求|需求|内容|范围|期限|时限|进度|"
    "率|量|值|度|费|期|数|项|表|书|单|点)$"
)
_PERSONS = re.compile("^(?:人员|人|者|员|队伍|单位|机构|部门|企业|组织|团队|小组|中心|用户|客户|专家|组|队|师|工)$")
_SERIAL = frozenset(("并 后 再 的").split())
_SITED = frozenset(("列 位 设 存 放 置 定 建 源 限 基 等 属 高 低 大 小 多 少 始 止 晚 早 优 劣").split())
_NAMED = re.compile(f"^(?:{_HEADS})")
_ENDS_AS_NAME = re.compile(f"(?:{_HEADS})$")
_TIMES = re.compile("^(?:[前后时]|期间|过程中|之[前后])")


def instructs(text: str, verbs: tuple[str, ...]) -> bool:
    """Tell whether a sentence without a governing verbal form, quotations blanked out, tells somebody to do something."""
    rest = _LABEL.sub("", text.strip("　 ").replace("將", "将"))
    for _ in range(3):
        rest = without_conditions(rest)
        stripped = _FRAME.sub("", rest)
        if (
            stripped == rest
            or (rest.startswith("对") and words(rest)[0][0] != "对")
            or not (_THING.match(rest) or _THING.match(stripped) or not _main(rest, verbs))
        ):
            break
        rest = stripped
    if _SLOGAN.match(rest) or (rest.endswith("！") and not re.search("请|快|吧|勿|不要", rest)):
        return False
    if _FOUNDING.search(rest):
        return False
    if rest.startswith(("切勿", "勿", "请勿", "不要", "切忌")):
        return True
    if not rest or _THING.match(rest):
        return False
    return _main(rest, verbs)


_FOUNDING = re.compile("(?:^|，)特?(?:制定|编制|起草|修订)本(?:文件|标准|规范|规程|指南|部分)")
"""How a text tells why it was written."""
_SLOGAN = re.compile(
    r"让我们|让[^，。；]{1,8}(?:多|少|更|放心|满意|安心|舒心|省心|受益|共享|幸福)|[把将][^，。；]{1,8}当(?:作"
    r"|成)?(?:亲人|家人|主人|家)"
)
"""How a call upon everybody begins; it tells nobody what to do."""


def _main(rest: str, verbs: tuple[str, ...]) -> bool:
    """Look at the main clause and, where it only says how, at the one behind it."""
    clause = re.split("[，。；：！？;]|,(?!\\d)", rest, maxsplit=1)[0]
    if re.match(r"^(?:将(?![来军要领])|把(?![手握关柄]))", clause):
        return len(clause) > 3 and not re.match(r"^[将把][^，。；：]*的(?!$)[^，。；：]{1,8}(?:分为|称为|见|是)", clause)
    whole = clause
    for _ in range(5):
        shortened = _without_manner(clause)
        if shortened == clause:
            break
        clause = shortened
    acts = clause != whole and _begins_with_doing(whole, verbs)
    if clause != whole and (acts or words(whole)[0][0] in _URGENT) and re.match(f"[{_DOING}下上入出通断验试]", clause):
        return True
    if re.match("^(?:将(?![来军要领])|把(?![手握关柄]))", clause):
        return len(clause) > 3
    if _OF_AGENT.match(clause):
        return False
    if acts:
        return True
    if _PREPOSITION.match(clause):
        return _behind_preposition(clause, rest, verbs)
    return _begins_with_doing(clause, verbs)


def _without_manner(clause: str) -> str:
    """Drop one word of manner, order or time at the start."""
    for pattern in (_MOVE, _TIME):
        if match := pattern.match(clause):
            return clause[match.end() :].lstrip("地，")
    tokens = words(clause)
    if len(tokens) > 1 and tokens[0][0] in _MANNER and not _NAMED.fullmatch(tokens[1][0]):
        return clause[len(tokens[0][0]) :].lstrip("地")
    return clause


def _behind_preposition(clause: str, rest: str, verbs: tuple[str, ...]) -> bool:
    """Tell whether a place, tool or manner at the start is followed by something to do."""
    tokens = words(clause)
    if tokens[0][0] in ("请", "让", "令") or re.match("请(?![求示假柬购款愿])", clause):
        return len(clause) > 2
    if clause.startswith("以") and re.search("为(?:准|限|据|依据|基准|主|原则|单位|参照|标志|起点|终点)$", clause):
        return False
    offset = len(tokens[0][0])
    for index in range(1, len(tokens)):
        word = tokens[index][0]
        tail = clause[offset:]
        offset += len(word)
        if word in _JOINING and word != "为" and not (word == "距" and index == 1):
            return False
        if word in ("将", "把"):
            return True
        if tokens[index - 1][0] in _MANNER and word in _WALKING:
            return True
        if index > 1 and _is_doing(tail, tokens[index], verbs) and (_RESULT.match(tail) or not _is_name(tokens, index, tail)):
            return True
        if index > 1 and tokens[index - 1][0] in _MANNER and re.match(f"[{_DOING}]", word):
            return True
    return False


_WALKING = frozenset("步行 行走 行驶 飞行 航行 前进 巡游 奔跑 慢走 快走".split())


def _begins_with_doing(clause: str, verbs: tuple[str, ...]) -> bool:
    tokens = words(clause)
    if not tokens or not _is_doing(clause, tokens[0], verbs):
        return False
    first = _length(clause, tokens, verbs)
    behind = clause[first:]
    if _TIMES.match(behind) and not behind.startswith("后续"):
        return False
    strong = _strong(clause)
    if behind.startswith(("的", "用", "中的", "过的", "后的", "前的")):
        return False
    later = words(behind)
    if _of_subject(later) or _finite(clause, later, strong):
        return False
    word = words(clause)[0][0]
    made = word in _MAKING and re.search("[为是][^，。；]{1,20}的", behind) is not None
    return strong or made or word in _TRANSITIVE or word in _TOWARDS or not _about_a_name(later, behind)


def _length(clause: str, tokens: list[Token], verbs: tuple[str, ...]) -> int:
    """Give how many characters the verb at the start has."""
    lengths = [len(tokens[0][0]), _listed(clause, verbs)]
    if match := _RESULT.match(clause):
        lengths.append(match.end())
    return max(lengths)


def _strong(clause: str) -> bool:
    """Tell whether the verb at the start cannot be a name of something: 取出, 置于, 取 5 mL."""
    tokens = words(clause)
    result = _RESULT.match(clause)
    made = result is not None and not (tokens and tokens[0][1] == "vn" and len(tokens[0][0]) == result.end())
    return bool(made or _PLACED.match(clause) or (tokens and tokens[0][0] in _BARE))


def _is_doing(tail: str, token: Token, verbs: tuple[str, ...]) -> bool:
    word, tag = token
    if word in _STATE:
        return False
    if word in _OFFICE:
        return True
    result, placed = _RESULT.match(tail), _PLACED.match(tail)
    if known := result.end() if result else placed.end() if placed else _listed(tail, verbs):
        return len(word) <= known or tag[:1] not in "nlr" or _phrase(word)
    if _NAMED.fullmatch(word):
        return False
    if _phrase(word) or (len(word) == 2 and tag in ("ns", "nr", "nz", "nrt") and word[0] in _DOING):
        return True
    if len(word) == 1:
        named = [token[0] for token in words(tail)[1:3]]
        return (
            word in _BARE
            and tag not in ("q", "m", "nr")
            and not (len(named) == 2 and len(named[0]) == 1 and len(named[1]) == 1 and _NAMED.fullmatch(named[1]))
        )
    return tag in ("v", "vn", "vi", "vd") or (word not in _THINGS and re.fullmatch(f"[{_DOING}]{{2}}", word) is not None)


def _phrase(word: str) -> bool:
    """Tell whether a long entry of the dictionary is a verb and what follows it rather than a thing: 清点人数, 分组讨论."""
    return (
        len(word) == 4
        and not _ENDS_AS_NAME.search(word)
        and (word[:2] in _OFFICE or (word[:2] in _MANNER and word[2:] in _OFFICE) or words(word[:2])[0][1] in ("v", "vn"))
    )


def _is_name(tokens: list[Token], index: int, tail: str) -> bool:
    """Tell whether a verb behind a preposition is part of a name: 按检查结果分级, 用测量工具….

    ``tail`` is the clause from the verb on.
    """
    if index + 1 >= len(tokens):
        return False
    if tokens[index + 1][0] == "的":
        return True
    acts = any(tag in ("v", "vn") for _, tag in tokens[index + 2 :])
    return acts and _about_a_name(tokens[index + 1 :], tail[len(tokens[index][0]) :])


def _of_subject(later: list[Token]) -> bool:
    """Tell whether the words behind the verb make it the subject: 评价采用…, 检查由…, 培训每季度…."""
    if not later:
        return False
    word = later[0][0]
    if word.startswith("每"):
        return True
    if word in _AGENTLESS:
        return not (word == "由" and any(token[0] == "的" for token in later))
    return word in ("在", "按", "以", "自", "从") and any(token[0] in ("进行", "开展", "实施", "计", "计算", "起") for token in later[1:])


def _finite(clause: str, later: list[Token], strong: bool) -> bool:
    """Tell whether the clause has a predicate of its own behind a subject."""
    first = words(clause)[0][0]
    if not strong and later and later[-1][0] in ("进行", "开展"):
        return True
    if not strong and any(word in ("均", "都", "皆") for word, _ in later[1:]):
        return True
    if not strong and any(word == "以" for word, _ in later) and _MEASURED.search(clause):
        return True
    for index, (word, _) in enumerate(later):
        placed = word == "在" and index > 1 and later[index - 1][1] in ("v", "vn")
        if not strong and placed and _SERIAL.isdisjoint(before for before, _ in later[:index]):
            return True
        if not strong and word == "于" and index and later[index - 1][0] in _SITED:
            return True
        if word in ("是否", "能否", "可否", "有无", "否"):
            return False
        if word in _JOINING:
            if word in ("为", "作为") and (first in _AS or clause[:1] in _AS or strong) and not (index and _ABSTRACT.search(later[index - 1][0])):
                continue
            if word == "为" and (first in _MAKING or (index < 3 and _ABSTRACT.search(later[index - 1][0]))) and _modifies(later[index + 1 :]):
                continue
            if word == "由" and any(token[0] == "的" for token in later[index:]):
                continue
            if word in ("列入", "纳入") and strong and not (index and later[index - 1][0] in ("不", "未", "均", "不再")):
                continue
            if any(token[0] == "的" for token in later[index + 1 : index + 9]) and word in ("包含", "含", "来自", "属于", "具有", "位于"):
                continue
            return not (word == "是" and index + 1 < len(later) and later[index + 1][0] == "否")
        if word == "的":
            return _relative(later[:index], later[index + 1 :], strong or first in _TRANSITIVE | _MAKING, strong or first in _AS)
    return False


_MEASURED = re.compile("为(?:准|限|主|度|宜|辅|据|依据|基准|标志|单位)$|[计示]$|表示$")
"""How a clause ends that says what something goes by: 终点以变色为准."""
_VOID = frozenset(("作废 无效 有效 一致 失效 生效 相同 不变").split())


_MAKING = frozenset(("制作 配制 制备 选取 选用 截取 裁取 切取 称取 量取 采用 使用 准备 设置 安装 绘制 剪取 取 选 配 备").split())


def _modifies(later: list[Token]) -> bool:
    """Tell whether what follows ends before a noun that it describes: 尺寸为100 mm的试块3块."""
    words_ = [word for word, _ in later]
    return "的" in words_[:10] and not any(word in _JOINING for word in words_[words_.index("的") :])


def _relative(before: list[Token], after: list[Token], strong: bool, resultative: bool) -> bool:
    """Tell whether “V … 的 N …” is a subject with a predicate: 停止使用的设备贴红色标签."""
    if after and (after[-1][0] in _VOID or any(word in _JOINING and not (resultative and word in ("为", "作为")) for word, _ in after[1:])):
        return True
    if strong and not any(word in ("在", "于") for word, _ in before):
        return False
    if not before or len(after) < 2:
        return False
    if not (any(word == "在" for word, _ in before) or before[-1][1] in ("v", "a", "f")):
        if strong or not _SERIAL.isdisjoint(word for word, _ in after) or _ABSTRACT.search(after[-1][0]):
            return False
        return any(word.startswith("每") or word == "在" or (tag == "v" and len(after) > 2) for word, tag in after[1:])
    return any(
        tag == "v" and word != "进行" and all(other != "的" for other, _ in after[index:]) for index, (word, tag) in enumerate(after[1:-1], start=2)
    )


def _about_a_name(later: list[Token], behind: str) -> bool:
    """Tell whether a verb that also names things begins a name, and the clause says something about it: 报警装置与控制室联网."""
    if any(word in ("是否", "能否", "可否", "有无") for word, _ in later):
        return False
    named, compound, person = 0, False, False
    for index, (word, tag) in enumerate(later[:4]):
        if _NAMED.fullmatch(word) or (index < 2 and tag[:1] == "n" and len(word) > 2 and _ENDS_AS_NAME.search(word)):
            named = sum(len(token) for token, _ in later[: index + 1])
            compound = index == 0 and len(word) == 1 and not (len(later) > 1 and re.fullmatch(f"[{_HAN}]", later[1][0]))
            person = _PERSONS.match(word) is not None
        elif named or tag not in ("v", "vn", "n", "b"):
            break
    if not named:
        return False
    rest = behind.replace(" ", "")[named:]
    if not rest:
        return compound
    if _TERM_OF.match(behind) and rest[0].isdigit():
        return True
    if rest[0] in "和与、及或的（":
        return _SAID_OF_TWO.match(rest) is not None
    tail = words(rest)
    word, tag = tail[0]
    if person and word in ("到", "至") and behind.find("的", named) > 0:
        return True
    if word in ("至", "到", "并", "后", "再", "是否"):
        return False
    if compound or word in _MANNER or rest.startswith(("每", "一式", "共")) or any(second[0] == "在" for _, second in pairwise(tail)):
        return True
    if tag in ("v", "vn") and len(tail) > 1 and _ABSTRACT.search(tail[-1][0]) and word not in _JOINING and word not in _STATE:
        return word in ("采用", "持有", "覆盖", "使用", "保存", "存放", "保留", "纳入")
    return tag in ("v", "vn", "p", "d", "c", "zg", "r") or word in _STATE or (person and tag[:1] in "ntmre")


_TERM_OF = re.compile(r"^[^，。；：的]{1,8}(?:有效期|保存期|保质期|保修期|周期|期限|寿命)")
_SAID_OF_TWO = re.compile(
    r"^、[^，。；：]{1,24}(?:由|均|在[^，。；：]{1,12}(?:公示|发布|公布|展示|进行|办理|完成)$|由[^，。；：]{2,12}|统一由)"
    r"|^[与和][^，。；：]{1,12}(?:联网|一致|相[连同等适近]|之间|采用|联动|连接|匹配|对应|同步|列于|位于|设在|成(?:正|反)?比例?|成线性|呈|相当|相符|吻合|无关|有关)"
    r"|^的[^，。；：]{1,10}(?:与|为|是|由|采用|不|在|具有|一致|包括|见)"
)


def is_task(word: str) -> bool:
    """Tell whether a word names what people are told to do in offices and laboratories: 记录, 核对."""
    return word in _OFFICE


@cache
def _segmenter() -> object:
    import rjieba  # slow to load (a tenth of a second), and many runs need no sentence of this kind

    return rjieba


@lru_cache(maxsize=1 << 14)
def _words(text: str) -> tuple[Token, ...]:
    return tuple(_segmenter().tag(text, False))  # type: ignore[attr-defined]


def words(text: str) -> list[Token]:
    """Split a clause into words with their parts of speech."""
    return [token for token in _words(text) if token[0].strip()]


def _listed(text: str, verbs: tuple[str, ...]) -> int:
    """Give how many characters the longest verb of the profile has that the text begins with; 0 when none does."""
    known, longest = _known(verbs)
    return next((length for length in range(min(longest, len(text)), 1, -1) if text[:length] in known), 0)


@lru_cache(maxsize=64)
def _known(verbs: tuple[str, ...]) -> tuple[frozenset[str], int]:
    return frozenset(verbs), max((len(word) for word in verbs), default=0)
