"""The type of provision that a sentence states, read from its verbal forms (GB/T 1.1—2020, 9.1 and annex C).

A verbal form is 应, 宜, 可, 能, 可能 or one of the words that authors use in their place. Three things are set aside first:
quotations and titles in 《》; words that merely contain such a character (适应, 许可, 事宜, 性能), told by a word list and by their neighbours;
and verbal forms that belong to a condition (应提交而未提交的，…), to an attribute (应提交的材料包括…) or to a question (是否应…).
A sentence without a verbal form is an instruction where it begins with what is to be done and names nobody who does it, else a statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from builder.instruction import CONDITION_END as _CONDITION_END
from builder.instruction import CONDITION_START as _CONDITION_START
from builder.instruction import instructs, without_conditions
from builder.pattern import guarded
from builder.vocabulary import PROVISIONS

LONGEST = 1000
"""So many characters are read as one sentence at most; nobody writes one of a tenth."""
_SENTENCE = re.compile(r"[^。！？]*[。！？]+[”’）]*|[^。！？]+$")
_SET_ASIDE = re.compile(r"《[^《》]*》|“[^“”]*”|‘[^‘’]*’|「[^「」]*」|\"[^\"]*\"")
_QUOTED = re.compile('[《“‘「"]')
_ANY = re.compile("[应可宜能须得必禁严准许务推建需只]")
_STRENGTH = {name: index for index, name in enumerate(PROVISIONS)}

_FRIENDS = (
    # idioms and names that a dictionary has
    r"(?<![返收召撤取退送调追挽])回应", r"(?<=[，、和派员去])接应|接应(?=点|人员|组|车|队)", r"(?<=[相互后])照应",
    r"供不应求|得心应手|里应外合|有求必应|应接不暇|罪有应得|应运而|应声而|应对如流|应付自如|一应俱全", r"应选人", r"应考(?=者|人员|生)",
    r"策应(?=人员|组|力量|队)", r"应召(?![开集回])", r"应募", r"应用(?=型|科学|题|端)", r"应计(?=利息|收益|收入|费用)", r"应到(?=人数|实到|会|未到)",
    r"(?<=实[到有检办发收测报][与和])应[到有检办发收测报]", r"应领(?=未领)",
    r"(?<=[与占以除和、])应[到检办测交缴收报答发抽领投执][^，。；应]{0,6}(?:人数|件数|次数|数量|总数|份数|台数|点数|金额|数)(?=之|的|[，。、])",
    r"应[到检办测交缴收答发抽领投执][^，。；应]{0,6}(?:人数|件数|次数|数量|总数|份数|台数|点数|金额|数)"
    r"(?=之[比和差]|的(?:比|百分)|[与和][^，。；]{1,10}(?:之|的(?:比|差|和)))",
    r"可口可乐|可乐|可卡因|可变(?=电阻|电容|电感|成本|费用|荷载|参数|情报|信息|车道|限速)|可调(?=式|支架|光源|电源|座椅)",
    r"可(?:吸入|挥发|沉降|过滤|溶解|电离|水解|交换|提取|浸出|凝结|氧化|渗透|压缩|燃|逆|塑|见|听)(?=颗粒|粉尘|有机|物(?!资)|态|气体|光|材|固体|组分)",
    r"可穿戴(?=设备|终端|式|装置|传感)|可移动(?=式|存储|硬盘|终端|设备|文物)|可充电(?=电池|式)|可(?:折叠|伸缩|拆卸|拆装|升降)(?=式|[桌椅床栏护隔围支])",
    r"可降解(?=材料|塑料|餐具|袋|包装|薄膜|地膜)|可再生(?=能源|资源|材料)|可循环(?=包装|材料|箱|袋)|可支配收入|可更新资源|可采储量|可耕地|可转债",
    r"可接受(?=水平|标准|风险|准则|限|程度|范围|误差|质量)|可锻铸铁|可控硅|可怕|可敬|可圈可点|可歌可泣|适可而止|可想而知|可有可无|非同小可|大有可为",
    r"模棱两可|屈指可数|由此可[知见]|不可(?:磨灭|或缺|多得|估量|动摇|小觑|逾越|告人|限量|偏废|侵犯|预料)的|密不可分|必不可缺|无可(?:厚非|争议|替代|奈何|挑剔)",
    r"[有无][\u4e00-\u9fff]{1,3}可[查循依考据证究稽寻乘](?![\u4e00-\u9fff]{0,2}(?:阅|询|看|验|对|明|实))",
    r"老少[皆咸]宜|四季皆宜|(?<=[合入])时宜|事不宜迟|宜(?:林|农|牧|耕|渔|机)(?=地|荒|化|区|则|、|海)|宜(?:学|养|商|老|水)(?=、)",
    r"(?:原子|辐射|海洋|潮汐|生物质|电磁|激活|活化|电离|地热)能",
    r"(?<!生)(?:储|蓄|释|供|产|赋|聚|换|充|耗|馈)能(?=[单设系机装器电站]|元件|体系|企业)",
    r"(?:高|低)能(?=射线|粒子|电子|物理|耗)", r"官能[团症]", r"多能(?=互补|干细胞)|一专多能",
    r"力所能及|各尽所能|竭尽所能|难能可贵|熟能生巧|选贤任能|无所不能|能工巧匠|能说会道|能进能出|爱莫能助|无能为力", r"机能(?=[、，。；])",
    r"才能(?=[、，。；]|的(?:培养|发挥|展示))",
    r"(?<![照互真亮])相应", r"应力(?![求争所])", r"应邀(?!请)", r"应聘(?![请用任])", r"(?<![影音])响应", r"(?<!提)供应", r"(?<!违)反应",
    r"(?<![有无失生时功疗绩高药成见实长增])效应", r"(?<![回解])答应", r"(?<![称招])呼应(?!急)",
    r"(?<![针校核比面应])对应(?!当|该|由|予|急|公开|归档|受理|退还|整改|补正|办结|征求|提交)", r"相对应", r"一一对应", r"针对应急", r"相适应",
    r"(?<![合舒])适应", r"(?<![情敏手质美])感应", r"(?<!理)顺应", r"(?<![原死基诱病成外内])因应(?!急)", r"应急", r"应变(?!更|化)",
    r"应答(?!复|辩)", r"应知应会", r"应有尽有", r"应有(?=的)", r"应否", r"应[收享检办归公减免](?:开)?尽[收享检办归公减免](?:开)?",
    r"应收(?=账|款|未收|[均都]?(?:为|是))", r"应对(?=[、和与及](?!解|平|谐))", r"应[缴交](?=费用|税|款|金额|未)", r"应付(?=账|款|工资|职工|金额)",
    r"应允(?!许)", r"应诺", r"应时(?=而|之)", r"应战",
    r"应激", r"应声", r"应景", r"应征(?!求|收|得|询|集)", r"应试(?!用|行|运|验|办|点|装)", r"应纳税", r"应税",
    r"应用(?=于|程序|系统|软件|场景|服务|接口|技术|平台|领域|层|商店|开发|示范|研究|价值|范围|效果|情况|单位|者|人员|环境|数据|管理|"
    r"水平|[和与、，。；：的到在）]|$|案例|集成|部署|账号|支撑|组件|模块|市场|推广|界面|端|图标|能力|框架|安全|成效|成果|需求|前景|方向|"
    r"实例|过程|实践|标准|指南|及|是|后|前|时|中|率)",
    r"(?:广泛|推广|实际|创新|[的和与、]|智能|移动|业务|综合|示范|开发|深化|拓展|集成|共享|技术|该|各类|其他|第三方|临床|工程|遥感|成果|"
    r"结果|普及|转化|分析|数据)应用",
    r"(?<=[效极善快同协为何险以于来能])应对(?!(?:其|各|该|每|所|本|申请|受理|办理))",
    r"应对(?=(?:突发|风险|能力|措施|方案|策略|挑战|危机|机制|灾害|紧急|气候|疫情|舆情|预案|网络安全|各类突发|各种突发|"
    r"自然灾害)(?![^，。；]*(?:进行|予以|作出|给予|实施|开展|加以|提出|负责|组织|制定|编制)))",
    r"(?<!确)认可", r"(?<![也允准])许可", r"宁可", r"可靠(?!近)", r"可行(?!使|政|驶|走)", r"可比(?!照|对|较|例)", r"可追溯", r"可见(?!面)",
    r"可视(?!情|需|具|实|条|其|各|工|现|风|项|事|材|任|业)", r"可控(?!制)", r"可信(?!任)", r"可读(?!取|出|写|入)", r"可观(?!察|看|测|摩)",
    r"可及(?![时早])", r"可溶", r"可燃(?!放)", r"可塑(?!封)", r"可逆", r"可研(?![究制磨发判习讨])", r"可谓", r"可惜", r"可喜", r"可否",
    r"可持续", r"不可抗", r"不可(?:分割|逆|或缺|替代|撤销|篡改|避免|预见|再生|降解|少|更改的|忽视|移动文物|分离)", r"缺一不可", r"必不可少",
    r"未可知", r"可移植", r"可扩展(?!至|为|到)", r"可再生(?!成)", r"可回收(?=物|利用|垃圾|性)", r"可[\u4e00-\u9fff]{1,3}性(?!质|别|地|能)", r"可可",
    r"可执行(?=文件|程序)", r"可利用(?=率)", r"可用(?=性|率|状态|资金|时间|余额|容量|空间|资源)", r"可供(?=货)", r"可再分散", r"(?<![合舒])适宜",
    r"(?<![办议理同人])事宜", r"(?<=[代承]办)事宜", r"(?<=[办议理同人])事宜(?!在|由|通过|采用|按|以|实行|设|使用|采取|集中|统一|将)",
    r"(?<![方简轻])便宜", r"权宜之计", r"(?<!互)相宜", r"合时宜", r"面授机宜", r"因[地时人事]制宜",
    r"宜(?:居(?![中左右上下家室])|人(?![工员均机])|业(?![主务])|游(?![客泳]))",
    r"宜(?:昌|兴(?![建办修])|春(?![季天秋夏播])|宾(?![客馆]))|宜[章都城良阳川州黄君](?=[县市区镇站路])", r"(?<![可使])功能",
    r"(?<![女男次])性能", r"智能", r"职能", r"效能", r"(?<![环章细情季小调关])节能", r"(?<![科竞])技能", r"潜能", r"(?<![样文成基版标副])本能",
    r"万能", r"(?<![安完健齐保])全能", r"赋能", r"储能", r"(?<![生财投水特])产能", r"势能", r"(?<![审考复])核能", r"(?<![充供断通用配])电能",
    r"(?<!加)热能", r"太阳能", r"(?<![阳灯激观曝偏])光能", r"(?<![通台大])风能", r"氢能", r"(?<!变)异能", r"(?:发展|新|旧)动能",
    r"动能(?=转换|回收)", r"体能(?=测|训练|标准|考核|水平)", r"(?:身体|生理|组织|器官|肢体|心肺|免疫|感官|脏器|认知|运动)机能",
    r"机能(?=障碍|减退|衰退|训练|康复|评估|恢复)", r"才能(?=[是和、的，。]|出众)", r"用能(?=单位|设备|权|系统|管理|量)",
    r"能(?:力(?!求)|源|量(?![取化出测])|耗(?!尽)|效|级|见度|动性|手(?![动工持机])|人(?=[，。、]|$)|干(?![扰燥预涉])|上能下|否)", r"尽可能",
    r"可能性", r"不得(?:不|已|当(?!场|日|天|地)|力|体|而知|人心)", r"须知(?!晓|道|悉)", r"须臾", r"触须", r"必须品",
    r"不得分(?=[，。；、）的项点值栏]|原因|情形|$)", r"对应该(?=[批条类项份页级行列])", r"必须的", r"必需品?",
    r"需求", r"[所按急军刚供必亟特]需", r"需方", r"失能", r"最有可能", r"(?:空气|生物质|光热|余热|水力)能(?!够)", r"须[毛根状]|胡须|龙须",
    r"对应该(?=(?:接口|字段|编号|版本"
        r"|模块|指标|任务|用户|事项|数据|文件|区域|站点|设备|样品|批次))",
    r"应用(?=标识|名称|编号|密钥|身份|凭证|令牌|日志|实例|类型|分类|类别|版本|主题|服务器|端口|地址|域名|配置|参数|信息|包|文件|代码)",
    r"不准(?=[确时])", r"对应(?=当前(?!往))",
    r"(?<=可)应[^，。；应]{0,10}(?:人|者|方|单位|部门|机构|委员会|家属|用户|客户|员)的?(?:要求|请求|邀请|申请)(?!，)",
    r"需(?:量|氧|水量|冷量|热量|用系数)",
    r"(?:根据|按照|按|视|因|如有|若有|工作|实际|业务|管理|办案|发展|满足)[^，。；]{0,6}需要",
    r"需要(?=时|的[，。；、]|[，。；、]|$|和)", r"(?:确|如|若|仍|因)需(?:要)?", r"禁止(?=标志|标识|性|类|事项|清单|条款|行为|令|进入区|区域)",
    r"严禁烟火", r"禁止[^，。；的]{1,6}(?:标志|标识|标牌|标线|告示|区域)",
    r"(?:建议|推荐)[^，。；由]{0,3}(?:方式|路线|名单|价格|用量|剂量|书目|清单|数值|方案)由",
    r"(?:建议|推荐)(?=由[^，。；]{1,12}(?:汇总|提出|处理|归档|答复|研究|收集|转交|整理|采纳|登记))", r"推荐性", r"可食(?=部分|性|率)",
    r"允许(?=误差|偏差|值|范围|限|公差|浓度|差|的最大|最大)", r"最大允许", r"(?:未经|经|征得|获得|得到|取得)[^，。；]{0,4}(?:允许|准许)",
    r"表示(?:推荐|允许|建议|许可)",
    r"应(?!满足|符合|达到|考虑|尊重|按|根据|听取|回应|了解|征求)[^，。；]{0,6}(?:人|者|方|单位|家属|用户|客户|员)的?(?:要求|请求|邀请)，",
    r"可疑", r"两可", r"可编程", r"可口(?![头服述])", r"可贵", r"可悲", r"可怜", r"可爱", r"未能", r"机械能", r"化学能", r"水能(?=资源|发电)",
    r"能谱", r"能斯特", r"不可(?:回收|食用|饮用|移动|拆卸|燃|溶|控|靠|比|视|数|知|修复|恢复|抗拒|再利用|重复使用)(?=[\u4e00-\u9fff])(?!利用于)",
    r"可(?:重复使用|循环使用|重复利用|循环利用|再利用|生物降解|降解|回收|拆卸|调节|折叠|伸缩|升降|旋转|食用|饮用|识读|编辑|移动|更换|"
    r"外借|流通|装卸)(?=的)",
    r"(?:(?<=^)|(?<=[的用备置、和与张台套个把辆设]))可(?:拆卸|拆装|折叠|伸缩|降解|充电|穿戴|擦写|装卸|"
    r"重复使用)(?=(?!的)[\u4e00-\u9fff]{1,6}(?:由|的|为|是|见|应|宜|，|、|和|与|在|按|采|存|放|每|不))",
)  # fmt: skip
"""Words with 应, 可, 宜, 能, 得, 须, 需 and so on that are no verbal forms, told by their neighbours."""

_FORMS: tuple[tuple[str, str], ...] = (
    (
        "requirement",
        r"不应(?:该|当)?|应(?:该|当(?!前(?!往)|场|日|天|地|年|月|期|事|面|众|庭|次|时))?|必须|不得|不可(?!能|以)|不可以|禁止|严禁|不准许?|不许|"
        r"不允许|务必|只准许?|只许|只允许"
        r"|(?<!不)(?<!无)(?<!毋)(?<!勿)须|(?<!不)(?<!无)(?<!毋)需要?",
    ),
    (
        "recommendation",
        r"不宜|宜|(?:(?<=^)|(?<=[，；：、时后前下]))(?:不)?(?:推荐|建议)(?!(?:用量|用法|剂量|配方|浓度|限值|范围|温度|方案|做法|路线)?(?:见|为|列|如|是)|单位|人|稿|表|书|函|名单|意见|的|、|和|或|理由|值)|不推荐|不建议|(?<=[\u4e00-\u9fff])(?:推荐|建议)(?=采用|选用|铺设|设置|配置|配备|安装|种植|佩戴|控制在|每)",
    ),
    ("possibility", r"不可能|有可能|没有可能|可能"),
    ("permission", r"可以不(?!能)|可以|可不(?!能)|可|不必(?!要)|无须|毋须|不须|无需|毋需|勿需|不需要?|(?<!不)(?:允许|准许)"),
    ("capability", r"不能够?|能够|能"),
)

_CLAUSE_END = re.compile(r"[，；：。！？（）()]")
_PREPOSITION = re.compile(r"^(?:在(?!线)|自(?!行|动|助|主|愿)|于|从|经|当(?!场|日|天|面)|待|按|根据|依据|对|为|向|与|由|将|把|以|通过)")
_ATTRIBUTE = re.compile(r"^(?:予以?|进行|被|一并)?[^，。；：、的]{0,2}的(?=[\u4e00-\u9fff□])")
_LONG_ATTRIBUTE = re.compile(
    r"^[^，。；：、的]{1,15}的[^，。；：、]{1,12}?(?:(?<!意)见(?!证|习|效|面)|包括|(?<![供响适对反相感效])应(?![急用对])|宜|不应|不宜"
    r"|可(?!能|靠|行|追))"
)
_LEADING_ATTRIBUTE = re.compile(
    r"^[^，。；：、的]{1,15}的[^，。；：、]{1,12}?(?:由|分为|为|是(?!否)|列[于入]|位于|设[于在]|存放[于在]|住在|纳入|具有|属于|采用|[共均按]|以[^，。；：]{1,8}计|有(?!关))"
)
_OPEN_SUBJECT = re.compile(r"^$|(?:对|对于|将|把|按|按照|由|在|与|和|及|、|凡|所有|全部)$")
_PURPOSE = re.compile(r"(?:使(?!用)得?|确保|保证|以便|便于|从而|用于|直至|直到)[^，。；]*$")
_PREDICATE = re.compile(r"(?<![凡但于可若还总只就便即尤特])是(?!否)")
_DESCRIBED = re.compile(r"^[^，。；：]{1,14}的[^，。；：]{4,}")
_LAW = re.compile(r"《[^《》]*(?:法|条例|办法|规定|规则)》|法律(?:法规)?[、，]?[^，。；]{0,8}规定")
_NO_ATTRIBUTE = frozenset("只准许 只准 只许 只允许 严禁 不准 不准许 不许 不允许 务必 不推荐 不建议".split())
_TAKING = re.compile(r"(?:采用|列出|将|把)$")
"""What takes an object that a verbal form may describe: 把不能自行关闭的门编号登记."""
_LISTED_THING = re.compile(
    r"^[^，。；：、的]{1,12}的(?:[^，。；：、的]{0,6})(?:区域|人员|部位|风险|原因|因素|后果|情况|场所|对象|设备|物质|来源|单位|人群|问题|隐患)$"
)
"""An item that only names what may happen to it: 可能受影响的区域."""
_QUESTION = re.compile(r"是否[^，。；]{0,8}$")


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The words of a profile by which provisions are told: words that only look like verbal forms, and verbs of instructions.

    One is made for each set of words, and compared by identity: it is part of a key for every sentence.
    """

    false_friends: tuple[str, ...] = ()
    instruction_verbs: tuple[str, ...] = ()

    @classmethod
    def of(cls, words: Mapping[str, tuple[str, ...]]) -> Lexicon:
        """Take the words from a profile's word lists."""
        return _lexicon(words.get("false_friends", ()), words.get("instruction_verbs", ()))


@lru_cache(maxsize=64)
def _lexicon(false_friends: tuple[str, ...], instruction_verbs: tuple[str, ...]) -> Lexicon:
    return Lexicon(false_friends, instruction_verbs)


@dataclass(frozen=True, slots=True)
class Form:
    """A verbal form in a sentence: the word, the type that it stands for, where it starts, and whether it governs the sentence.

    ``governs`` is False for a form inside a condition, an attribute, a purpose, a question or brackets.
    """

    word: str
    type: str
    start: int
    governs: bool

    @property
    def end(self) -> int:
        """Give where the form ends."""
        return self.start + len(self.word)


def sentences(text: str) -> tuple[str, ...]:
    """Split printed text into sentences at 。！？, closing quotes and brackets included.

    What runs on for more than ``LONGEST`` characters is read in pieces, so that the time grows with the length and not faster.
    """
    return tuple(part for match in _SENTENCE.finditer(text) for piece in _pieces(match.group().strip()) if (part := piece.strip()))


def _pieces(sentence: str) -> Iterator[str]:
    start = 0
    while len(sentence) - start > LONGEST:
        cut = max(sentence.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in "；，、：")
        end = cut + 1 if cut >= 0 else start + LONGEST
        yield sentence[start:end]
        start = end
    yield sentence[start:]


def unquoted(sentence: str) -> str:
    """Give the sentence with quotations and titles blanked out, every other character in its place."""
    if not _QUOTED.search(sentence):
        return sentence
    return _SET_ASIDE.sub(lambda match: "□" * len(match.group()), sentence)


@lru_cache(maxsize=1 << 18)
def forms(sentence: str, lexicon: Lexicon) -> tuple[Form, ...]:
    """Find the verbal forms of a sentence, in order."""
    if not _ANY.search(sentence):
        return ()
    text = unquoted(sentence)
    found = []
    for match in _pattern(lexicon.false_friends).finditer(text):
        if match.lastgroup and match.lastgroup != "friend":
            reported = match.group() == "必须" and reports_law(sentence)
            governs = not reported and _governs(text, match.start(), match.end(), match.lastgroup)
            found.append(Form(match.group(), match.lastgroup, match.start(), governs))
    return tuple(found)


def reports_law(sentence: str) -> bool:
    """Tell whether a sentence reports what a law demands, where 必须 is right (GB/T 1.1—2020, 9.5.4.2.2)."""
    return _LAW.search(sentence) is not None


@lru_cache(maxsize=1 << 18)
def provision(sentence: str, lexicon: Lexicon) -> str:
    """Give the type of one sentence."""
    governing = [form.type for form in forms(sentence, lexicon) if form.governs]
    if governing:
        return strongest(governing)
    return "instruction" if instructs(unquoted(sentence), lexicon.instruction_verbs) else "statement"


def strongest(types: Iterable[str]) -> str:
    """Give the strongest of several types; none at all is a statement."""
    return min(types, key=lambda name: _STRENGTH[name], default="statement")


@lru_cache(maxsize=64)
def _pattern(false_friends: tuple[str, ...]) -> re.Pattern[str]:
    words = [re.escape(word) for word in sorted(false_friends, key=len, reverse=True)]
    named = [f"(?P<{name}>{pattern})" for name, pattern in _FORMS]
    return guarded(f"(?P<friend>{'|'.join((*words, *_FRIENDS))})|{'|'.join(named)}")


def _governs(text: str, start: int, end: int, type_: str) -> bool:
    """Tell whether the verbal form at this position governs its sentence."""
    opening = max(text.rfind("（", 0, start), text.rfind("(", 0, start))
    if opening >= 0 and max(text.rfind("）", 0, start), text.rfind(")", 0, start)) < opening and opening > 0:
        return False
    first = max((match.end() for match in _CLAUSE_END.finditer(text, 0, start)), default=0)
    closing = _CLAUSE_END.search(text, end)
    last = closing.start() if closing else len(text)
    before, after = text[first:start], text[end:last]
    if (
        (type_ != "requirement" or text[start:end] in ("需要", "需"))
        and _TAKING.search(before)
        and "的" in after
        and text[start:end] not in _NO_ATTRIBUTE
    ):
        return False
    if _QUESTION.search(before) or after[:1] == "否":
        return False
    if after.endswith("的") and len(after) > 1 and (closing is None or closing.group() == "；"):
        return False
    if type_ == "possibility" and (after.startswith("的") or (not before and _LISTED_THING.match(after))):
        return False
    followed = closing is not None and closing.group() == "，" and last + 1 < len(text)
    if followed:
        condition = _CONDITION_END.search(after)
        if condition and (condition.group() == "的" or not _PREPOSITION.match(after)):
            return False
        if _CONDITION_START.match(before):
            return False
    if type_ in ("capability", "permission", "possibility") and _PURPOSE.search(before):
        return False
    if _PREDICATE.search(before) or (not before and text[start:end] == "能" and _DESCRIBED.match(after)):
        return False
    if text[start:end] in _NO_ATTRIBUTE:
        return True
    if _ATTRIBUTE.match(after) or _LONG_ATTRIBUTE.match(after):
        return False
    return not (_OPEN_SUBJECT.search(before) and _LEADING_ATTRIBUTE.match(after))


# --- who acts --------------------------------------------------------------------------------------------------------

_ACTING = r"单位|部门|机构|机关|人员|委员会|政府|企业|组织|窗口|平台|系统|中心|工作组|小组|主体|人|者|员|方"
_BEHIND_DOER = r"(?=$|[在按对向将于通根依自会从由为每及定均都也和与并、（(收接]|提前|同时|应|宜|可)"
_BETWEEN = re.compile("[、和与及或]")
_EACH = re.compile("^(?:各有关|各相关|各|每个|该|有关|相关|其他)(?=..)")
_NO_DOERS = ("计量单位", "货币单位")


def doers(sentence: str, lexicon: Lexicon, names: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Give who has to act by a sentence with a verbal form: what stands at its head and is a person, an organization or a system.

    ``names`` are further words that such a name may end with. A sentence about a thing (清单应包括…) has no doer.
    """
    governing = next((form for form in forms(sentence, lexicon) if form.governs), None)
    if governing is None or governing.type == "possibility":
        return ()
    head = unquoted(sentence)[: governing.start]
    main = without_conditions(head)
    # 办理单位在收到申请后，应…: the doer stands before its own condition.
    found = _named(main.rpartition("，")[2] or main, names) or _named(head, names)
    if not found:
        by = _by_pattern(names).match(unquoted(sentence), governing.end)
        found = [_EACH.sub("", by.group(1).rpartition("的")[2])] if by else []
    return tuple(dict.fromkeys(name for name in found if "□" not in name))


def _named(head: str, names: tuple[str, ...]) -> list[str]:
    match = _doer_pattern(names).match(head.strip("　 "))
    if not match:
        return []
    parts = [part.rpartition("的")[2] for part in _BETWEEN.split(match.group("all"))]
    return [_EACH.sub("", part) for part in parts if part and _doer_pattern(names).fullmatch(part) and not part.endswith(_NO_DOERS)]


@lru_cache(maxsize=16)
def _by_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    acting = "|".join((*(re.escape(name) for name in sorted(names, key=len, reverse=True)), _ACTING))
    return re.compile(rf"由([^，。；：、（）()]{{1,16}}?(?:{acting}))")


@lru_cache(maxsize=16)
def _doer_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    acting = "|".join((*(re.escape(name) for name in sorted(names, key=len, reverse=True)), _ACTING))
    one = rf"(?!对|由|在|按|将|凡)[^，。；：、（）()和与及或]{{0,16}}?(?:{acting})"
    return re.compile(rf"(?P<all>(?:{one}[、和与及或])*{one}){_BEHIND_DOER}")
