"""Manual pages of the mistakes that reading a file finds: the source format itself (format.md §1 and §2)."""

from __future__ import annotations

from builder.rules import reading_rule

reading_rule(
    "SRC-001",
    """
    A file can be read.

    The operating system refused to give the file: it is a broken link, or the account that runs the builder may not read it.

    文件应能读取。

    操作系统没有给出这个文件：它是失效的链接，或者运行程序的账户没有读取权限。
    """,
)
reading_rule(
    "SRC-002",
    """
    A file is encoded in UTF-8.

    Text in another encoding, such as GBK, would print as wrong characters.

    文件应使用UTF-8编码。

    用其他编码（如GBK）保存的文字会印成乱码。文件开头的字节顺序标记可以有，也可以没有。
    """,
)
reading_rule(
    "SRC-003",
    """
    A file contains no invisible or impossible characters.

    Control characters, lone surrogates, non-characters and bidirectional overrides cannot be seen while writing,
    break Word files, and can make a text read otherwise than it is.

    文件中不能有控制字符、非字符和双向文字控制符。

    这些字符看不见，会使Word文件损坏，也会使文字显示的顺序与实际不同。它们多半是从网页或其他软件粘贴时带入的。
    """,
)
reading_rule(
    "SRC-004",
    """
    A file is at most 1 MiB.

    A chapter of a standard is a few pages; a larger file holds data that belongs somewhere else.

    文件不超过1 MiB。

    一章只有几页文字，更大的文件里放了本该另存的内容，如图片。
    """,
)
reading_rule(
    "SRC-005",
    """
    A file is nested at most 30 levels deep.

    Clauses reach five levels and lists two, so deeper nesting is a slip of indentation.

    文件的嵌套不超过30层。

    条最多五个层次，列项最多两个层次，更深的嵌套是缩进写错了。
    """,
)
reading_rule(
    "SRC-006",
    """
    A file is well-formed YAML 1.2.

    Frequent causes: a tab in the indentation, a full-width colon behind a key, a value with “: ” or “ #” that is not quoted.

    文件应符合YAML 1.2的写法。

    常见的原因：缩进用了制表符；键的后面用了全角冒号；值中有“: ”或“ #”而没有加引号。
    """,
)
reading_rule(
    "SRC-007",
    """
    A file uses no anchors, aliases, tags, merge keys or directives, and holds one document.

    These let one place of a file change another one unseen, and a value starting with ``*`` or ``&`` is usually text that lacks its quotes.

    文件中不使用锚点、别名、标签、合并键和指令，一个文件只有一份内容。

    这些写法会使一处的改动悄悄影响另一处；以*、&或!开头的值多半是忘了加引号的文字。
    """,
)
reading_rule(
    "SRC-008",
    """
    A key is written once in a mapping.

    Of two equal keys one would be lost, and with it what was written under it.

    同一层中每个键只写一次。

    写了两次，其中一处的内容就会丢失。
    """,
)
reading_rule(
    "SRC-009",
    """
    A file is one mapping of keys and values.

    An empty file, a list, or a single text says nothing that the builder could place.

    文件的内容应是一组“键: 值”。

    空文件、列表或单独一段文字，程序无法知道它是什么。
    """,
)
reading_rule(
    "SRC-010",
    """
    A key is one that the format knows.

    A misspelt key would drop what stands behind it. The message names the nearest known key.

    键应是格式中规定的键。

    键写错了，后面的内容就不会印出。信息中会给出最接近的键。
    """,
)
reading_rule(
    "SRC-011",
    """
    A required key is there.

    An id on a titled clause, for example: without it nobody can refer to the clause.

    必填的键不能缺少。

    例如有标题的条应有id，否则不能引用这一条。
    """,
)
reading_rule(
    "SRC-012",
    """
    A value is of the expected kind.

    A number where text is wanted, a word that is not in the list of words, a list where one value is wanted.

    值应符合规定的写法。

    例如该填文字处填了数字，填了不在可选范围内的词，该填一个值处填了列表。
    """,
)
reading_rule(
    "SRC-013",
    """
    No comment stands behind unquoted prose.

    In YAML a “ #” starts a comment, so that the rest of a sentence with a number sign would be lost in silence.

    没有加引号的文字后面不写注释。

    在YAML中“ #”以后是注释，文字里的“#”会使后半句悄悄丢失。文字中有“#”时给整段文字加引号；真是注释时写在单独一行。
    """,
)
reading_rule(
    "SRC-014",
    """
    A number that YAML would change is quoted.

    YAML reads 5.10 as 5.1 and 03.160 as 3.16.

    会被YAML改变的数字应加引号。

    YAML把5.10读作5.1，把03.160读作3.16。加了引号就按所写的文字保留。
    """,
)
reading_rule(
    "SRC-015",
    """
    An id is a word of lower-case letters, digits and hyphens, and not a number.

    Ids become web addresses and bookmarks, and they stay when numbers change.
    No standard, case or system is called index, because the list of all of them has that address.

    id由小写字母、数字和连字符组成，不能是纯数字。

    id用作网址和书签，编号变了id不变，因此不能用编号作id。标准、案例和体系的id不能是index，那是目录页的网址。
    """,
)
reading_rule(
    "SRC-016",
    """
    An id is used once in a standard.

    A reference to an id that exists twice could mean either place.

    一个标准中每个id只用一次。

    同一个id用了两次，引用它的地方就不知道指哪一处。
    """,
)
reading_rule(
    "SRC-017",
    """
    A file stands in its place and has a name of the right form.

    Chapters and annexes are read in the order of the numbers in their file names; a file with another name would be left out in silence.

    文件应放在规定的位置，文件名应符合规定的写法。

    章和附录按照文件名中的数字排列，文件名应写成“两位数字-短名.yaml”。名称不对的文件不会被读入。
    """,
)
reading_rule(
    "SRC-018",
    """
    An id equals the name of its folder or file.

    The folder name is how other files speak of a standard.

    id应与文件夹或文件的名称相同。

    其他文件用这个名称指称标准、案例和标准体系。
    """,
)
reading_rule(
    "SRC-019",
    """
    A picture exists, is whole, is what its name says, and is safe.

    It lies in the standard's folder, is not larger than 20 MB or 100 megapixels, and an SVG has no scripts, external references or entities.

    图片应存在、完整、类型与扩展名一致，并且安全。

    图片放在标准的文件夹内，不超过20 MB和1亿像素；SVG中不能有脚本、外部引用和实体。
    """,
)
reading_rule(
    "SRC-020",
    """
    A formula can be read.

    The builder reads TeX; a command it does not know or a brace that is not closed leaves nothing to print.

    公式应能识别。

    公式用TeX书写，命令拼错或者花括号没有闭合就无法印出。
    """,
)
reading_rule(
    "SRC-021",
    """
    The rows of a table fill its columns exactly.

    A row with a cell too few would move its values under the wrong titles. A merged cell is written once, at its upper left.

    表的每一行应正好占满各列。

    少一格，后面的内容就会错到别的列下。合并的单元格只在左上角写一次。
    """,
)
reading_rule(
    "SRC-022",
    """
    A footnote has a text and is called.

    A mark without a text leads nowhere, and a text without a mark is never read.

    脚注应有文字，并在文中被引用。

    只有标记没有文字，读者无处可查；只有文字没有标记，读者不会读到。
    """,
    authority="GB/T 1.1—2020, 9.12",
)
reading_rule(
    "SRC-023",
    """
    A process diagram holds together.

    Its steps stand in known lanes, have different ids, and lead to steps that exist.

    流程图的泳道和步骤应前后一致。

    步骤所在的泳道应存在，步骤的id不能重复，箭头应指向存在的步骤。
    """,
)
reading_rule(
    "SRC-024",
    """
    A profile exists and is complete.

    It is a folder of templates with a profile.yaml, and extends another one at most once.

    版式应存在并且完整。

    版式是templates下有profile.yaml的文件夹，最多继承一次。
    """,
)
reading_rule(
    "SRC-025",
    """
    A standard's folder has a readable standard.yaml.

    Without it there is neither cover nor foreword nor profile, and the other files of the folder belong to nothing.

    标准的文件夹中应有能读取的standard.yaml。

    没有它就没有封面、前言和版式，文件夹中的其他文件也没有归属。
    """,
)
reading_rule(
    "SRC-026",
    """
    A waiver names a rule that exists.

    A waiver of a misspelt code waives nothing, but looks as if it did.

    豁免的规则应存在。

    规则代码写错了，豁免并不生效，看上去却像已经豁免。
    """,
)
reading_rule(
    "SRC-027",
    """
    A document has one entry in references.yaml.

    With two entries nobody knows which title and which status hold.

    references.yaml中每个文件只有一个条目。

    同一个文件写了两个条目，就不知道以哪一个名称和状态为准。
    """,
)
reading_rule(
    "SRC-028",
    """
    A waiver is used: there is a finding that it excuses.

    A waiver that outlived its reason would hide the next mistake of the same kind.
    It is not looked for while a file of the standard cannot be read, and not for rules that the profile has switched off.

    豁免应有用处：它所在的位置有要豁免的问题。

    理由已不存在的豁免，会遮住以后的同类问题。标准有文件读不了时不核对，版式关闭的规则也不核对。
    """,
    severity="warning",
)
reading_rule(
    "SRC-029",
    """
    A snapshot is as it was frozen, and belongs to its standard.

    It is the record of what was sent out at a stage. Each carries the sum of its content, and is refused when that is another.

    快照应保持写入时的原样，并且属于所在的标准。

    快照是各阶段文本的存档，带有内容的校验值；被改动过的，或者从别的标准移来的，不能作为依据。
    """,
)
