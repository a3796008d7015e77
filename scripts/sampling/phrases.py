"""The fragments that texts are composed of: what customers of machines and software write.

Fragments are parted by a slash; [a|b] stands for either, [a|] for a or nothing. Three lists in a
row are of negative, neutral and positive sense. `texts` puts the fragments together.
"""

from __future__ import annotations

Senses = tuple[str, str, str]  # negative, neutral, positive

# What a theme is spoken of by: the subject of a clause, always in the singular.
SUBJECTS: dict[str, dict[str, str]] = {
    "en": {
        "product_quality": """the build quality / the workmanship / the machine quality / the
            finish of the parts / the material / the welding / the quality of the
            [frame|rollers|guards] / the product quality / the spare parts quality / the
            paintwork / the tooling quality""",
        "price": """the price / the pricing / the price for spare parts / the licence fee / the
            subscription price / the quote / the price of the maintenance contract / the total
            cost / the annual fee / the cost per seat / the price level / the price of the
            upgrade""",
        "service": """the service / the service team / the support hotline / the support / the
            service technician / the after-sales service / the field service / the customer
            service / the help desk / the on-site support / the service engineer / the repair
            service""",
        "delivery": """the delivery / the shipment / our order / the last delivery / the
            shipping / the parts shipment / the express delivery / the replacement delivery /
            the consignment / the truck delivery / the partial delivery / the freight""",
        "software": """the software / the app / the dashboard / the user interface / the new
            release / the mobile app / the reporting module / the control software / the web
            portal / the latest software version / the planning screen / the software update""",
        "documentation": """the documentation / the manual / the user guide / the online help /
            the parts catalogue / the wiring diagram / the installation guide / the training
            material / the handbook / the API documentation / the maintenance manual / the quick
            start guide""",
        "communication": """the communication / the contact with our account manager / the
            information flow / the project communication / the e-mail contact / the feedback
            from sales / the coordination with your team / the way you keep us informed / the
            exchange with your project lead / the communication from head office / the dialogue""",
        "reliability": """the machine / the line / the system / the platform / the drive / the
            hydraulic unit / the whole installation / the control cabinet / the equipment / the
            robot cell / the main controller / the conveyor drive""",
    },
    "zh": {
        "product_quality": """产品质量/做工/设备质量/用料/焊接质量/机架做工/零件加工精度/
            漆面处理/配件质量/整机品质/模具质量/build quality""",
        "price": """价格/报价/配件价格/年费/授权费/维保合同的价格/整体费用/收费/软件订阅费/
            备件报价/定价/license费用""",
        "service": """售后/售后服务/客服/技术支持/服务热线/上门维修/现场服务/维修工程师/
            服务团队/服务响应/support团队/维修服务""",
        "delivery": """交货/发货/物流/交期/送货/备件发货/订单交付/货期/运输/这批货的交付/到货/
            delivery""",
        "software": """软件/系统界面/APP/手机端/软件新版本/报表功能/看板/控制软件/登录功能/
            后台系统/软件接口/dashboard""",
        "documentation": """说明书/操作手册/技术文档/在线帮助/备件手册/电气图纸/安装指南/
            培训资料/接口文档/维护手册/入门手册/user manual""",
        "communication": """沟通/信息同步/客户经理的沟通/项目对接/销售的反馈/进度通报/邮件沟通/
            对接人的回复/通知机制/跟你们的沟通/日常联络/communication""",
        "reliability": """设备/这条线/系统/平台/伺服驱动/液压站/整套设备/控制柜/输送机构/机器/
            主机/整条产线""",
    },
}

# What is said of any subject.
PREDICATES: dict[str, Senses] = {
    "en": (
        """[is|has been] [poor|terrible|disappointing|awful|a disaster|unacceptable|frustrating]
        / [is|has become] [a mess|a letdown|a real problem|a constant worry|our weak point] /
        falls [short of|far below] what we were promised / annoys [us|the whole team|our
        operators] / keeps letting us down / has gone downhill / is below [any|every] standard /
        costs us [time and nerves|a lot of patience|hours every week] / is worse than
        [before|last year|with our old supplier] / leaves a lot to be desired / drives our
        operators mad / went from good to bad / has cost us a lot of goodwill""",
        """is [okay|average|acceptable|so-so|alright|fair enough|middling|adequate|decent] /
        [is|has been] about what we expected / has stayed the same / does the job / is as usual
        / could be [better|improved] but it works / has its ups and downs / is in line with the
        market / meets the minimum / is [somewhere in the middle|half and half|a mixed bag] / is
        fine in parts / has changed a little / is what one would expect""",
        """[is|has been] [excellent|very good|outstanding|first class|superb|great|fantastic] /
        [really|truly|simply] [impresses|convinces] us / makes us happy every time / deserves
        [top marks|praise|five stars|a compliment] / is the best we have [seen|had] in years /
        is exactly what we [need|hoped for|wanted] / is a [pleasure|delight|clear strong point]
        / stands out / is better than [ever|expected|anywhere else] / beats every other supplier
        / is spot on / has improved a lot / raises the bar""",
    ),
    "zh": (
        """[真的|实在|一直|确实]很[差|糟糕|让人失望|拉胯|烂|闹心]/越来越差/让人[头疼|恼火|寒心|
        抓狂]/一言难尽/完全跟[合同|宣传|当初说的]是两回事/比[以前|别家|老供应商]差远了/
        是最大的[槽点|短板|痛点]/问题一大堆/被车间[天天吐槽|骂惨了]/拖了我们的后腿/太坑了/
        远远低于预期/退步很明显""",
        """[比较|还算|总体]一般/还行/还可以/中规中矩/马马虎虎/跟[以前|去年|上次]差不多/凑合/
        算是行业平均水平/有好有坏/基本达到要求/够用/过得去/跟预想的差不多/就那样/算是及格/
        说得过去/普普通通""",
        """[真的|确实|一直]很[好|棒|让人满意|到位|省心]/超出预期/值得[点赞|表扬|推荐]/
        让人放心/是同行里最好的/比[以前|别家|老供应商]好多了/完全符合我们的要求/给力/杠杠的/
        一流/进步很大/相当靠谱/让[车间|老板|同事们]都很满意/可以打满分/是我们选你们的原因""",
    ),
}

# The same sense by denying the opposite.
NEGATED: dict[str, Senses] = {
    "en": (
        """is not [good|acceptable|satisfactory|professional|up to standard|what we were
        promised] / has not improved [at all|one bit] / does not [work for us|meet our
        needs|convince us] / is [never|hardly ever] [good|right|as agreed] / is nothing to be
        proud of / is no longer [acceptable|good enough] / did not [help us|satisfy us|impress
        anyone]""",
        """is not great and not terrible / is neither good nor bad / is nothing special / has
        not changed much / is not outstanding but not poor either / gives no reason to cheer or
        complain / is not [bad|good] enough to talk about""",
        """is not bad at all / has never [let us down|disappointed us|failed us] / never
        disappoints / leaves nothing to complain about / has not caused [a single problem|any
        trouble|any worries] / could not be better / gives no reason to complain / has never
        been a problem / is not a worry any more""",
    ),
    "zh": (
        """[真的|实在]不[好|行|靠谱|专业|理想]/不尽如人意/根本不达标/一点都不[靠谱|好|专业]/
        没有达到预期/没有任何改善/完全不能接受/不像大公司的水平/没有一次让人满意/并不值得推荐/
        没法让人放心""",
        """不好不坏/不算好也不算差/没什么特别的/没有太大变化/谈不上好也谈不上差/没什么好说的/
        没有惊喜也没有惊吓""",
        """没有让人失望/从来没有让我们失望/一点也不差/挑不出毛病/没得挑/从不掉链子/不比进口的差/
        从没出过问题/没什么可抱怨的/无可挑剔/没让我们操过心""",
    ),
}

# What is said of one theme.
THEME_PREDICATES: dict[str, dict[str, Senses]] = {
    "en": {
        "product_quality": (
            """is flimsy / feels cheap / is full of defects / shows cracks after [six weeks|two
            months|half a year] / is rough and badly finished / wears out far too fast / is
            below industrial grade / is shoddy / fails our incoming inspection [again and
            again|every second time]""",
            """is ordinary / is comparable to others / is standard / is decent for the [price
            class|segment] / varies from batch to batch / just passes our inspection / is the
            same as [two|three|five] years ago""",
            """is solid / is robust / is built to last / holds up well in three shifts / feels
            durable / survives our dusty hall with ease / is precise down to the last bolt / is
            top notch / looks and feels like quality / shows real craftsmanship""",
        ),
        "price": (
            """is too high / is outrageous / is way over [budget|market level] / went up by
            [8|12|15|20] percent overnight / is a rip-off / is hard to justify to
            [finance|management] / keeps climbing / eats up our margin / is overpriced / is
            excessive for [a small business|a shop of our size]""",
            """is at market level / is average for the industry / is in the usual range / is
            what the market pays / is about the same as [elsewhere|last year] / is in the middle
            of three [offers|bids] / went up a little like everywhere / is under review [at our
            end|by purchasing]""",
            """is fair / is reasonable / is a bargain for what we get / is very competitive /
            pays off [within a year|quickly] / is worth every [cent|penny] / is attractive /
            gives us great value / is easy to justify to [finance|our controller] / is honest
            and transparent""",
        ),
        "service": (
            """is slow / is rude / is unhelpful / takes [days|weeks] to respond / leaves us
            waiting / passes us from one desk to the next / ignores our [calls|tickets] / is
            incompetent / is overloaded / asks the same questions every time / gives up too
            early""",
            """is a bit slow but correct / responds within the agreed time / works by the book /
            depends on who [picks up|is on shift] / is standard / does what the contract says""",
            """is fast and friendly / solves [problems|things] quickly / is always helpful / is
            professional and patient / answers within [an hour|minutes|the same day] / knows our
            machines inside out / takes our problems seriously / is competent / goes the extra
            mile / is responsive and kind""",
        ),
        "delivery": (
            """is late / is always delayed / arrived [three days|two weeks|a month] late / came
            incomplete / arrived damaged / missed the promised date [again|twice] / is stuck [at
            customs|in your warehouse] / is a gamble / holds up our line / is badly packed /
            keeps slipping""",
            """is within the usual window / took as long as [expected|always] / came in two
            parts / arrives [mid-week|on Thursdays] as a rule / is on schedule more or less /
            took [four|five|six] weeks as quoted / is on its way""",
            """is on time / is always punctual / is fast and well organised / came exactly as
            [promised|planned] / arrived complete and well packed / arrived ahead of schedule /
            runs like clockwork / is perfectly tracked / beat the promised date / is quick even
            at [Christmas|year end]""",
        ),
        "software": (
            """is buggy / crashes [daily|all the time|after login] / is slow and clumsy /
            freezes [several times a day|in the middle of a job] / is confusing / is a nightmare
            to use / loses our [settings|data|reports] / is full of bugs / feels outdated /
            takes forever to load""",
            """does what it should / is usable / takes some getting used to / works with a few
            quirks / is similar to the old version / has the basic functions / gets an update
            every [month|quarter]""",
            """is intuitive / is easy to use / runs smoothly / makes [planning|reporting] easy /
            saves us [hours|a day] every week / is a joy to use / looks modern and clear / gets
            better with every version / integrates nicely with [our ERP|SAP|our MES]""",
        ),
        "documentation": (
            """is outdated / is confusing / is incomplete / is full of [errors|mistakes|gaps] /
            is useless / is hard to understand / describes a different [machine|version] / skips
            the important steps / is badly translated / contradicts itself""",
            """is standard / covers the basics / is long but complete / is available as PDF /
            was updated [last month|in spring] / is as thick as ever / is enough for daily work""",
            """is clear and complete / is easy to follow / is well structured / helps us every
            day / answers [every question|all our questions] / is up to date / is detailed and
            precise / comes with [useful|great] examples / is a great help for new staff /
            explains every step well""",
        ),
        "communication": (
            """is vague / is confusing / comes far too late / leaves us in the dark / is slow
            and evasive / contradicts what sales told us / breaks down as soon as there is a
            problem / is one-way / ended after the signature / is a constant source of
            misunderstandings""",
            """is limited to the essentials / is formal / goes through one contact person /
            happens once a [month|quarter] / is mostly by e-mail / follows the usual routine /
            is regular but brief""",
            """is open and honest / is clear and fast / is friendly and direct / keeps us well
            informed / builds trust / is proactive / is a good example for others / is always on
            eye level / makes us feel heard""",
        ),
        "reliability": (
            """breaks down every [week|few days|month] / is unreliable / stops [in the middle of
            a shift|almost daily] / is down again / fails [whenever we need it|under full load]
            / is unstable / trips [an alarm|a fault] every [hour|morning] / causes constant
            downtime / is out of order again""",
            """has a short stop now and then / runs as stated in the contract / needs the
            planned maintenance / runs at the usual level / is up most of the time / had one or
            two stops""",
            """runs around the clock / is rock solid / runs like clockwork / keeps running [day
            and night|in three shifts] / is dependable / has been stable since commissioning /
            holds up [under full load|in summer heat] / is reliable / is as stable as a rock""",
        ),
    },
    "zh": {
        "product_quality": (
            """太差/很粗糙/毛刺一大堆/用[两|三|五]个月就开裂/偷工减料/一股廉价感/次品率太高/
            [返工|返修]好几次/缩水严重/质检老过不了关""",
            """跟同价位的差不多/属于正常水平/中等偏上/[每批|批次之间]有点差别/符合图纸/
            对得起这个价位/跟[两|三|五]年前一样""",
            """很扎实/很耐用/用起来很有质感/经得起三班倒/皮实得很/精度很高/做得很细致/
            一看就是大厂水准/用了[两|三|五]年还跟新的一样/比进口的还好""",
        ),
        "price": (
            """太贵/贵得离谱/又涨了[一成|两成|百分之十五]/虚高/超预算了/就是坐地起价/套路太多/
            [小厂|小公司]吃不消/比别家贵[一截|三成]/性价比太低/一年涨[两|三]次""",
            """跟市场价差不多/处于中间水平/随行就市/跟去年持平/小幅上调/[还在|正在]谈/
            属于行业正常水平""",
            """很实在/很公道/性价比高/很划算/比别家便宜[一成|两成|不少]/很透明/物超所值/
            给得很有诚意/老板一看就批了/在预算之内还有余""",
        ),
        "service": (
            """太慢/爱答不理/互相踢皮球/态度恶劣/[三天|一周|半个月]才有回音/敷衍了事/推三阻四/
            很业余/形同虚设/[催|打]了[四|五|六]遍电话才来人/只会打官腔""",
            """按合同来/响应时间正常/看人/[一两天|两三天]内有回复/流程比较固定/中等水平/
            该做的都做了""",
            """响应很快/又专业又耐心/随叫随到/态度特别好/[当天|两小时|半天]就解决问题/很负责/
            很贴心/经验丰富/比约定的还快/帮了大忙""",
        ),
        "delivery": (
            """一拖再拖/严重延误/比承诺晚了[一周|十天|半个月|一个月]/说变就变/又缺件又破损/
            [害得|搞得]我们停线/一直卡在仓库/乱七八糟/慢得离谱/总是出岔子""",
            """在正常范围内/大概[四|五|六]周/分[两|三]批/跟合同约定一致/按流程走/时快时慢/
            与往年持平""",
            """很准时/特别快/比预计早了[两|三|四]天/说到做到/包装严实/从头到尾很顺/加急也能按时/
            井井有条/每一步都清清楚楚""",
        ),
        "software": (
            """很难用/bug一大堆/动不动就闪退/卡得要命/[天天|隔三差五]崩溃/混乱得很/老是丢数据/
            更新一次坏一次/反人类/半天加载出来一个页面/老报错""",
            """基本功能都有/能用/跟旧版差不多/需要适应一段时间/更新频率正常/有些小毛病但能用/
            功能中规中矩""",
            """很好用/上手快/界面清爽/运行流畅/功能强大/每次更新都有进步/让[报表|
            排产]省了一半时间/设计得很人性化/跟[ERP|MES]对接顺畅/操作工一学就会""",
        ),
        "documentation": (
            """写得一塌糊涂/错误百出/早就过时了/翻译得莫名其妙/看得人一头雾水/缺章少页/
            跟实物完全两码事/漏了关键步骤/前后矛盾/看了等于白看""",
            """内容比较常规/有点厚但齐全/四平八稳/上个月刚更新/有PDF版/覆盖了基本操作/
            应付日常够了""",
            """写得很清楚/很详细/图文并茂/一看就懂/查起来很方便/更新及时/[步骤|
            案例]写得明明白白/对新员工帮助很大/很专业/编排合理""",
        ),
        "communication": (
            """太差/像挤牙膏/总是慢半拍/[前后矛盾|一人一个说法]/[经常|总是]石沉大海/
            出了事就失联/遮遮掩掩/签完合同就变脸/一问三不知/全靠我们追着问""",
            """比较官方/每[月|季度]一次/主要靠邮件/走固定流程/由一个人负责/还算及时/点到为止""",
            """很顺畅/很及时/坦诚高效/[有问必答|事事有回应]/很主动/让人安心/清晰明了/
            每次都讲得很清楚/配合默契""",
        ),
        "reliability": (
            """三天两头停机/老出故障/动不动就报警/说宕机就宕机/一周坏[两|三|四]次/稳定性太差/
            [夜班|周末]必出问题/修了又坏/拖垮了整个车间/频繁掉线""",
            """偶尔有小停机/运行情况正常/跟合同写的差不多/按计划保养就行/稳定性中等/目前运转正常""",
            """很稳定/[全年|一年到头]稳稳当当/皮实耐用/连续运行[一百|两百|三百]天零故障/
            三班倒也扛得住/稳如老狗/故障率很低/开机就能干活/从早跑到晚都很稳""",
        ),
    },
}

# What happened, as a sentence.
EVIDENCE: dict[str, dict[str, Senses]] = {
    "en": {
        "product_quality": (
            """[Two|Three|Four] of [ten|twelve] parts had to be [sent back|reworked|scrapped]. /
            The [frame|guard|bracket|roller] [cracked|bent|came loose] after
            [two|three|five|eight] weeks. / Our inspector found [rust|burrs|scratches|bad welds]
            on [the first batch|half of the parts]. / The [seal|bearing|coupling]
            [leaks|rattles|is worn out] already. / Scrap went up by [3|5|8] percent with this
            [batch|tool].""",
            """The last batch was within tolerance. / We measured [ten|twenty|fifty] parts and
            all of them were in the usual range. / The [frame|guard|roller] is the same as
            [two|three|five] years ago. / We swapped one [seal|bearing|roller] at the regular
            interval. / Some parts are [thicker|heavier] than before and others
            [thinner|lighter].""",
            """After [two|three|four|five|six] years it still looks like new. / Scrap went down
            by [2|3|5|8] percent. / The [welds|bearings|guards|tools] are [flawless|clean and
            precise|perfectly made]. / Our inspector was [impressed|delighted|very happy]. /
            Every one of the [forty|sixty|hundred] parts passed inspection.""",
        ),
        "price": (
            """We pay [10|15|20|25] percent more than [last year|a year ago|under our old
            contract]. / The [second|third] increase in [one year|eighteen months] is [hard to
            swallow|too much]. / For that money we expected [far|much] more. / A
            [bearing|sensor|filter] costs [twice|three times] as much as elsewhere. / Hidden
            [fees|charges] make it even worse. / Our budget is blown.""",
            """We got [two|three|four] offers and this one was in the middle. / The increase was
            [1|2|3] percent, like inflation. / Purchasing will compare [offers|figures] again in
            [spring|autumn|the new year]. / The invoice matched the quote. / Payment terms stay
            at [30|45|60] days.""",
            """We save [8|10|12|15] percent compared with [our old supplier|the second-best
            offer|last year]. / The [discount|bundle|annual plan] was generous. / It paid for
            itself in [eight|ten|fourteen] months. / The offer was clear, and every item was
            explained. / Finance approved it [the same day|at once|with a smile].""",
        ),
        "service": (
            """We had to call [three|four|five|six] times. / It took [four|six|nine|twelve] days
            until somebody [called back|showed up|answered]. / The ticket was closed while the
            problem was still there. / The technician came [unprepared|with the wrong tools|two
            days late]. / We waited [40|50|70|90] minutes on hold. / Each agent told us
            something else.""",
            """Somebody called back after [one day|two days|three days]. / The ticket went
            through [two|three] people before it was closed. / The technician came on
            [Monday|Tuesday|Thursday|Friday] as agreed. / The hotline is open from [7|8] to
            [17|18|20] o'clock. / We opened [two|three|four] tickets.""",
            """The technician was here within [two|three|four|five] hours. / Our problem was
            fixed [the same day|in one visit|in half an hour|before lunch]. / [Somebody|A real
            person] picks up after the [second|third] ring. / The technician explained
            everything [patiently|clearly|kindly]. / They even [called back|checked
            again|followed up] [the next day|a week later] to see if all was well.""",
        ),
        "delivery": (
            """We waited [three|four|six|eight] weeks longer than promised. / [Two|Three|Four]
            pallets were [missing|damaged|wrong]. / Our line stood still for [two|three|four]
            days because of the missing parts. / The tracking link showed [nonsense|an old
            date|an error]. / The delivery date was moved [twice|three times|again]. / The crate
            arrived [open|broken|wet] and the parts were damaged.""",
            """It took [four|five|six|seven] weeks from order to arrival. / One crate came
            [two|three] days after the rest. / The truck came in the [morning|afternoon] as
            announced. / We had [two|three] partial shipments. / Customs took [two|three|four]
            days as always.""",
            """Everything arrived [two|three|four|five] days early. / All [six|eight|ten|twelve]
            pallets were complete and undamaged. / The driver called [an hour|thirty minutes]
            ahead, very convenient. / Even the express parts were here [overnight|the next
            morning|within 24 hours]. / Tracking was accurate [to the hour|from start to end]. /
            [Forty|Fifty|Sixty] orders, all of them on time.""",
        ),
        "software": (
            """[Exports|Reports|Alarms|Recipes] disappear after [every update|each restart|a
            shift change]. / It crashed [twice|three times|five times] [today|this
            morning|during the audit]. / Loading a [report|recipe|trend chart] takes
            [two|three|five] minutes. / The login fails [every morning|after lunch|on tablets].
            / The last update broke our [reports|alarms|interface]. / Operators hate the new
            [menu|screen|layout].""",
            """We use [three|four|five] of the [ten|twelve|twenty] modules. / The last update
            moved the [menu|export button|alarm list] to another place. / Version [4.1|4.2|5.0]
            looks much like the one before. / Some colleagues prefer the new [menu|layout],
            others the old one. / We export to [Excel|CSV|our MES] once a [day|week|month].""",
            """Our operators learned it in [an hour|one morning|two days]. / The new [trend
            chart|alarm list|report] is [brilliant|great|very useful]. / Reports that took [an
            hour|half a day] are done in [two|five|ten] minutes. / The [export|sync|interface]
            to our [MES|ERP] works perfectly. / The last update fixed everything we [asked
            for|reported].""",
        ),
        "documentation": (
            """[Chapter|Section] [3|4|5|7|9] is [wrong|missing|outdated]. / We searched for
            [two|three|four] hours for one [setting|parameter|drawing]. / The
            [drawings|screenshots|part numbers] are from an older version. / Half of the
            [links|pages|tables] are [broken|empty|wrong]. / Our trainees gave up after
            [ten|twenty] pages.""",
            """It has [200|300|400|500] pages. / We print [chapter|section] [2|3|5|8] for the
            operators. / There is an edition in [German|French|Spanish|Polish] as well. / The
            index lists [parts|alarms|settings] by number. / We look things up once or twice a
            [week|month].""",
            """[Chapter|Section] [2|3|4|6|8] saved us [an hour|a whole day|a lot of work]. / The
            [drawings|pictures|examples|videos] are [excellent|very clear|super helpful]. / A
            new colleague set up the machine [alone|in a day|at the first attempt] with it. / We
            found the [parameter|setting|part number] in [seconds|two minutes]. / Every alarm
            code is explained well.""",
        ),
        "communication": (
            """We learned about the [change|delay|outage|new terms] from [a competitor|the
            newspaper|our own customers|LinkedIn]. / Our [e-mails|questions|messages] from
            [Monday|last week|last month] are still unanswered. / We get [three|four] different
            answers from [three|four] people. / Our contact changed [twice|three times] [this
            year|in six months] and we were the last to hear of it. / Promises are made in
            meetings and forgotten [the next day|afterwards].""",
            """We have a call every [two|three|four] weeks. / The newsletter comes
            [monthly|quarterly|twice a year]. / Our contact is the same as [last year|two years
            ago]. / Minutes are sent [the same week|after two or three days]. / We get most
            things by [e-mail|phone|letter].""",
            """Our account manager [calls|writes] before we even have to ask. / Bad news comes
            early and with a plan, and we appreciate that. / Every question was answered within
            [an hour|two hours|a day]. / We always know [who is in charge|what happens
            next|where things stand]. / The [monthly|weekly] [call|review] is short, honest and
            useful.""",
        ),
        "reliability": (
            """We had [three|four|five|six] breakdowns in [two|three|four] weeks. / One stop
            costs us [2,000|4,000|5,000|9,000] an hour. / The [drive|sensor|pump|controller]
            failed for the [third|fourth|fifth] time. / The outage stopped production for
            [six|eight|ten|fourteen] hours. / We restart it [every morning|twice a shift|daily].""",
            """There were [one or two|two or three] short stops. / We plan [four|six|eight]
            hours of maintenance a month. / Uptime is about [94|95|96] percent as in the
            contract. / The [pump|drive|sensor] was replaced at the planned interval. / It has
            run [4,000|6,000|8,000] hours so far.""",
            """[200|300|400|500] days [with zero stops|of smooth production]. / Uptime has been
            above [98|99|99.5] percent [all year|for two years]. / It runs [day and night|seven
            days a week|in three shifts] and we can rely on it. / Our downtime went down by
            [20|30|40|50] percent. / The [drive|pump|controller] has run [20,000|30,000|40,000]
            hours flawlessly.""",
        ),
    },
    "zh": {
        "product_quality": (
            """[十|十二]件里有[两|三|四]件要[退货|返工|报废]/[机架|护罩|支架|滚筒]用了[两|三|五|
            八]周就[开裂|变形|松了]/质检在[第一批|一半的零件]上发现[锈斑|毛刺|划痕|虚焊]/
            [密封圈|轴承|联轴器]这么快就[漏油|异响|磨坏]了/这批料让废品率涨了[三|五|八]个点""",
            """最近一批都在公差范围内/抽检了[十|二十|五十]件，跟平时一样/[机架|护罩|滚筒]跟[两|
            三|五]年前是同一款/按周期换了一个[密封圈|轴承|滚筒]/有的零件厚了点，有的薄了点""",
            """用了[两|三|四|五|六]年还跟新的一样/废品率降了[两|三|五|八]个点/[焊缝|轴承|护罩|
            模具]做得[很漂亮|很精细|很到位]/质检同事[赞不绝口|非常满意|挑大拇指]/[四十|六十|
            一百]件全部一次合格""",
        ),
        "price": (
            """比[去年|前年|老合同]多付了[一成|一成半|两成|四分之一]/[一年|一年半]内第[二|
            三]次涨价，[吃不消|太过分]/这个价钱应该有更好的东西/一个[轴承|传感器|滤芯]要别家[两|
            三]倍的钱/各种隐形[收费|费用]让人恼火/今年预算全超了""",
            """一共比了[两|三|四]家，你们在中间/涨了[一|两|三]个点，跟通胀差不多/采购[春天|秋天|
            明年初]会再比一次价/发票跟报价单一致/账期还是[三十|四十五|六十]天""",
            """跟[老供应商|第二名|去年]比省了[八个点|一成|一成二|一成半]/[折扣|打包价|
            年付方案]很给力/[八|十|十四]个月就回本了/报价单清清楚楚，每一项都有说明/财务[当天|
            马上|痛快]就批了""",
        ),
        "service": (
            """电话打了[三|四|五|六]遍才有人管/等了[四|六|九|十二]天才[有人回电|有人上门|
            有答复]/问题还在工单就被关了/工程师来的时候[什么都没准备|工具都带错了|晚了两天]/
            热线排队[四十|五十|七十|九十]分钟/每个客服说法都两样""",
            """[一|两|三]天后有人回了电话/工单转了[两|三]个人后关闭/工程师[周一|周二|周四|
            周五]按约定来了/热线时间是早[七|八]点到晚[五|六|八]点/一共提了[两|三|四]个工单""",
            """工程师[两|三|四|五]个小时就到现场/问题[当天|一次上门|半小时|午饭前]就解决了/
            电话响[两|三]声就有真人接/工程师讲得很[耐心|清楚|细致]/[第二天|一周后]还主动[回访|
            打电话确认|跟进]，很暖心""",
        ),
        "delivery": (
            """比承诺的多等了[三|四|六|八]周/有[两|三|四]托货[漏发|损坏|发错]/
            因为缺料产线停了[两|三|四]天/物流信息[一片空白|还是旧的|全是错的]/交期改了[两|三|
            四]次/木箱到的时候[开着|破了|湿了]，零件都坏了""",
            """从下单到收货用了[四|五|六|七]周/有一箱比其他的晚了[两|三]天/货车[上午|
            下午]按通知到的/一共分[两|三]批发的/清关用了[两|三|四]天，跟往常一样""",
            """全部提前[两|三|四|五]天到货/[六|八|十|十二]托货完好无损/司机提前[一小时|
            半小时]打电话，很贴心/加急件[隔天|第二天一早|二十四小时内]就到了/
            物流信息[精确到小时|全程准确]/[四十|五十|六十]个订单全部准时""",
        ),
        "software": (
            """[每次更新|每次重启|一换班][导出数据|报表|报警记录|配方]就丢/[今天|早上|
            审核的时候]崩了[两|三|五]次/打开一个[报表|配方|趋势图]要[两|三|五]分钟/[早上|午休后|
            平板上]登录总是失败/上次更新把[报表|报警|接口]搞坏了/操作工都讨厌新[菜单|页面|布局]""",
            """[十|十二|二十]个模块里我们用[三|四|五]个/上次更新把[菜单|导出按钮|
            报警列表]换了地方/[4.1|4.2|5.0]版跟之前的差别小/有人喜欢新[菜单|布局]，有人习惯旧的/
            每[天|周|月]往[Excel|CSV|MES]导一次""",
            """操作工[一小时|一上午|两天]就学会了/新的[趋势图|报警列表|报表][太赞了|很棒|
            很实用]/以前要[一小时|半天]的报表现在[两|五|十]分钟搞定/跟[MES|ERP]的[导出|同步|
            接口]非常顺/上次更新把我们[提的需求|反馈的bug]全解决了""",
        ),
        "documentation": (
            """第[三|四|五|七|九][章|节][写错了|缺失|早过时了]/为了找一个[参数|设置|
            图纸]花了[两|三|四]个小时/[图纸|截图|零件号]还是老版本的/一半的[链接|页面|
            表格][打开是错的|是空的|是乱的]/新来的学徒看了[十|二十]页就放弃了""",
            """一共[两百|三百|四百|五百]页/第[二|三|五|八][章|节]打印出来给操作工用/还有[德文|
            法文|英文]版/索引按[零件|报警|参数]编号排/每[周|月]翻一两次""",
            """第[二|三|四|六|八][章|节]帮我们省了[一小时|一整天|好多功夫]/[图纸|图片|案例|
            视频][非常清楚|很有用|做得很棒]/新同事照着它[自己|一天|一次]就把设备装好了/[几秒钟|
            两分钟]就能查到[参数|设置|零件号]/每个报警代码都讲得明明白白""",
        ),
        "communication": (
            """[变更|延期|宕机|新条款]的事我们是从[竞争对手|新闻|自己客户|朋友圈]那里听说的/
            [周一|上周|上个月]发的[邮件|问题|消息]到现在都石沉大海/[三|四]个人有[三|四]种说法/
            [今年|半年内]对接人换了[两|三]次，我们最后才听说/会上答应得好好的，[第二天|散会]就忘""",
            """每[两|三|四]周开一次会/简报[每月|每季度|半年]一次/对接人跟[去年|前年]是同一个/
            会议纪要[当周|两三天后]发/大部分事情走[邮件|电话|微信]""",
            """客户经理总是提前[打电话|发消息]，很主动/有坏消息也会早说，还带方案，很感谢/
            每个问题[一小时|两小时|当天]就有答复/我们总能清楚[谁负责|下一步是什么|进展到哪里]/
            [月度|每周][电话|例会]简短坦诚，很有用""",
        ),
        "reliability": (
            """[两|三|四]周坏了[三|四|五|六]次/停一小时就损失[两千|四千|五千|九千]块/[驱动器|
            传感器|泵|控制器]第[三|四|五]次坏了/上次宕机让我们停产[六|八|十|十四]个小时/
            [每天早上|每个班|天天]都要重启""",
            """有过[一两|两三]次短暂停机/每月安排[四|六|八]小时保养/开机率大概[九十四|九十五|
            九十六]个点，跟合同一致/[泵|驱动器|传感器]按计划换了/到现在跑了[四千|六千|八千]小时""",
            """[两百|三百|四百|五百]天零停机，很安心/开机率[全年|两年来]都在[九十八|
            九十九]个点以上/[白天黑夜|一周七天|三班倒]连着跑，很可靠/停机时间少了[两|三|四|
            五]成/[驱动器|泵|控制器]跑了[两万|三万|四万]小时都好好的""",
        ),
    },
}

# What may follow an event in the same sentence.
TAILS: dict[str, Senses] = {
    "en": ("", "", ""),
    "zh": ("[||，太差了|，很失望]", "", "[||，很满意|，体验很好|，太棒了]"),
}

# What follows from it, whatever the theme.
CONSEQUENCES: dict[str, Senses] = {
    "en": (
        """We are [looking at|talking to] other suppliers. / [Our boss|Our plant
        manager|Management] is [furious|very unhappy|losing patience]. / Something has to change
        [soon|now|before the renewal]. / We will think twice before we [order again|renew|extend
        the contract]. / This costs us [money|customers|time] every [day|week]. / We expected
        more from a company like this. / We regret the decision. / I would warn
        [colleagues|other plants]. / We lost trust [over this|in the promises]. / It is a waste
        of [time|money|energy]. / Please fix this [soon|at last]. / We are fed up. / Our
        [operators|engineers|planners] are [angry|tired of it].""",
        """We will see how it [goes|develops]. / We will decide at the [next|annual] review. /
        Time will tell. / It is what we are used to. / Others are about the same. / We can live
        with it. / There is room for improvement. / Some things work and others need work. / We
        keep watching it. / We will ask again in [spring|summer|autumn|the new year]. / Let us
        talk about it at the next [meeting|visit|review]. / A few small changes would help. /
        Our [operators|engineers|planners] have [mixed|different] views.""",
        """We will [order again|renew|extend the contract] [gladly|for sure|with pleasure]. / I
        recommend you to [everyone|all our sister plants|friends in the industry]. / Our
        [operators|engineers|planners] love it. / [Our boss|Our plant manager|Management] is
        [delighted|very happy|more than satisfied]. / It makes our [work|day|life] easier. /
        Money well spent. / We are happy customers. / You earned our trust. / It was the right
        decision. / Keep it up! / A partner you can rely on. / That is how it should be.""",
    ),
    "zh": (
        """我们[已经在|正在][看|谈]别的供应商了/[老板|厂长|领导][很生气|非常不满|快没耐心了]/
        [再这样下去|续约之前|年底之前]必须改/[下次下单|续约|加购]要三思/每[天|
        周]都在浪费我们的[钱|时间|精力]/对大公司太失望了/真后悔当初的选择/提醒[同行|
        兄弟工厂]避坑/信任被[消耗光|透支]了/请[尽快|抓紧]整改/大家都受够了/[操作工|工程师|
        计划员]天天[抱怨|吐槽]""",
        """先[看看|观察]再说/[下次|年度]评审再定/走一步看一步/习惯了也就这样/别家也差不多/
        可以接受/还有改进空间/有些方面行，有些方面要加强/我们会继续关注/[春天|夏天|秋天|
        明年初]再评估一次/[下次开会|下次拜访|季度会]再聊/小改一下会更好/[操作工|工程师|
        计划员]看法有分歧""",
        """[下次|以后|明年]肯定还[下单|续约|选你们]/已经推荐给[同行|兄弟工厂|朋友]了/[操作工|
        工程师|计划员]都[喜欢|说好]/[老板|厂长|领导][很高兴|非常满意|赞不绝口]/
        给我们[省了不少事|减轻了负担]/钱花得值/合作得很愉快/赢得了我们的信任/当初选对了/
        继续保持/值得长期合作/就该是这个样子""",
    ),
}

# How a text begins. An empty fragment begins with the subject itself.
LEADS: dict[str, str] = {
    "en": """[|||||||] / Honestly, / To be honest, / In short, / Overall, / All in all, / In my
        view, / From our side, / As a [buyer|plant engineer|maintenance lead|production
        planner|shift leader], I must say / After [two|three|four|five|seven] years as a
        customer, / Our team thinks / Frankly, / For us, / In daily use, / Compared with
        [others|last year|our old supplier], / My impression: / Feedback from the shop floor: /
        As agreed on the phone,""",
    "zh": """[|||||||]/说实话，/讲真，/总的来说，/整体来看，/个人觉得，/从我们这边看，/
        作为[采购|设备工程师|维修主管|生产计划|班组长]，我觉得/合作[两|三|四|五|七]年了，/
        我们团队认为/坦白说，/对我们来说，/日常使用中，/跟[别家|去年|老供应商]比，/我的感受：/
        车间反馈：/overall，/简单说两句，""",
}
SENSE_LEADS: dict[str, Senses] = {
    "en": (
        "Sadly, / Unfortunately, / Sorry to say, / I am afraid / To our regret, / It is a shame:",
        "So far, / Well, / For now, / As of today, / Hard to judge:",
        "Happy to say, / Luckily, / Credit where it is due: / Good news: / With pleasure:",
    ),
    "zh": (
        "很遗憾，/可惜的是，/实在忍不住要说，/吐槽一下，/失望，/不得不说，",
        "目前来看，/嗯，/到现在为止，/暂时来说，/中立地说，",
        "很高兴，/必须夸一下，/好评，/点个赞，/惊喜的是，",
    ),
}
# {the} is the product with its article, {it} without.
PRODUCT_LEADS: dict[str, str] = {
    "en": """With {the}, / As for {the}, / {it}: / Regarding {the}, / Speaking of {the}, / About
        {the}: / We have had {the} for [two|three|four|five|six] years:""",
    "zh": """{it}的话，/用了[两|三|四|五|六]年{it}，/关于{it}，/说到{it}，/{it}：/我们的{it}，/
        {it}这边，""",
}
GENERIC_PRODUCTS: dict[str, list[str]] = {
    "en": ["{brand} press", "{brand} conveyor", "{brand} Control", "{brand} Cloud"],
    "zh": ["{brand}压机", "{brand}输送线", "{brand} Control", "{brand}云"],
}
OWN_PRODUCTS: dict[str, list[str]] = {
    "en": ["Press Line", "Conveyor", "Meridian Control", "Meridian Cloud"],
    "zh": ["Press Line压机", "Conveyor输送线", "Meridian Control", "Meridian Cloud"],
}

# Where and when: follows the predicate in English, goes before the subject in Chinese.
PLACES: dict[str, str] = {
    "en": """on line [1|2|3|4|5|6|7|8|9] / in hall [A|B|C|D|E|F] / at our
        [Leipzig|Lyon|Dayton|Austin|Turin|Graz|Leeds|Toledo|Penang|Gdansk|Ghent|Tulsa]
        [plant|site|workshop] / in [packaging|assembly|stamping|the paint shop|the tool room] /
        in the [early|late|night|weekend] shift""",
    "zh": """[一|二|三|四|五|六|七|八]号线上，/[A|B|C|D|E]车间这边，/我们[苏州|无锡|东莞|天津|
        重庆|青岛|宁波|佛山|昆山|武汉][工厂|分厂|基地]这边，/[冲压|装配|包装|涂装|
        机加工]车间里，/[早班|中班|夜班|周末班]上，""",
}
TIMES: dict[str, str] = {
    "en": """this [week|month|quarter|year|spring|summer|autumn|winter] / these days / lately /
        at the moment / right now / so far this year / in [Q1|Q2|Q3|Q4] / since
        [January|February|March|April|May|June|July|August|September|October|November|December]
        / since the last [audit|update|visit|inspection|order|contract] / in recent
        [days|weeks|months]""",
    "zh": """[这周|这个月|上个月|这个季度|上个季度|今年|最近|近来|眼下|这阵子]/[春节|五一|国庆|
        上次审核|上次更新|上次拜访|签约|投产]以来/[一|二|三|四|五|六|七|八|九|十|十一|
        十二]月份以来/最近[两|三|四|五|六][周|个月]""",
}

CLOSINGS: dict[str, Senses] = {
    "en": (
        """Very disappointed. / [One|Two] out of five. / Such a shame. / What a pity. / Avoid. /
        We deserve better. / Enough is enough. / Shame on you. / Disappointing.""",
        """That is all. / Just my two cents. / Three out of five. / Fine by me. / Let us see. /
        Enough said. / More next time. / To be continued.""",
        """Thank you! / Great job! / Five out of five. / Thumbs up. / Many thanks to the team! /
        Well done. / Highly recommended. / Happy to stay. / Brilliant!""",
    ),
    "zh": (
        """很失望/给[一|两]星/太可惜了/心累/慎选/差评/真的够了/希望重视/拔草了""",
        """就这些/仅供参考/给三星/先这样/再看看吧/随缘/下次再说/一家之言""",
        """谢谢/好评/给五星/赞/感谢团队/辛苦了/强烈推荐/会一直支持/完美""",
    ),
}
# Between two themes: of the same sense, or of another.
ALSO: dict[str, tuple[str, str]] = {
    "en": (
        "Also, / On top of that, / Likewise, / And / Besides,",
        "But / On the other hand, / Then again, / Yet / At the same time,",
    ),
    "zh": ("另外，/还有，/同样，/而且/再说", "但是/不过/另一方面，/话说回来，/相比之下，"),
}

# Irony: words of praise for what went wrong.
IRONIC_LEADS: dict[str, str] = {
    "en": """Oh great, / Wonderful: / How lovely, / Just perfect: / Fantastic, / What a treat: /
        Bravo for / Congratulations on / Amazing: / Thank you so much for / Top marks for / We
        are thrilled about""",
    "zh": """太棒了，/真厉害，/恭喜恭喜，/好极了，/感动哭了，/真是优秀，/惊喜连连，/给跪了，/
        太贴心了，/可真行，/绝了，/佩服佩服，""",
}
IRONIC_FACTS: dict[str, dict[str, str]] = {
    "en": {
        "product_quality": """another cracked [weld|frame|guard] / the next batch of scrap / a
            brand new machine with rust on it / rollers that last a whole [two|three] weeks /
            burrs on every single part""",
        "price": """the [second|third] price increase / another surprise fee / an invoice
            [twice|three times] the quote / a discount that made it more expensive / [15|20|25]
            percent more for the same thing""",
        "service": """[fifty|seventy|ninety] minutes of hold music / the [fourth|fifth|sixth]
            ticket for one problem / a hotline that hangs up / a technician with the wrong tools
            again / a call back after only [nine|twelve] days""",
        "delivery": """the [third|fourth|fifth] new delivery date / a pallet of somebody else's
            parts / another crate in pieces / an express parcel that took [three|four|five]
            weeks / a truck that went to the wrong city""",
        "software": """another update that broke the [reports|login|alarms] / a dashboard that
            loads for [five|ten] minutes / the [third|fourth|fifth] crash before lunch / a new
            menu where the old buttons are gone / an app that forgets everything""",
        "documentation": """a manual for another machine / [200|300|400] pages and half of them
            blank / a wiring diagram from [2009|2011|2014] / a guide that skips the hard part /
            a translation to laugh about""",
        "communication": """news of the change from our own customers / the [third|fourth]
            account manager in a year / [four|five|six] weeks of silence / an answer to a
            question we did ask last year / an invitation that came after the meeting""",
        "reliability": """the [third|fourth|fifth] breakdown in a week / another night with the
            line down / an alarm every [ten|twenty] minutes / a machine that rests more than we
            do / an outage right in the audit""",
    },
    "zh": {
        "product_quality": """又收到一批次品/新设备自带锈斑/滚筒居然坚持了[两|三]周/[机架|护罩|
            焊缝]又裂了/每个零件都送毛刺""",
        "price": """又涨价了/发票是报价的[两|三]倍/打完折比原来还贵/同样的东西多收[一成半|两成]/
            又多了一项神秘费用""",
        "service": """听了[五十|七十|九十]分钟的等待音乐/同一个问题开了[四|五|六]张工单/
            热线自动挂断/工程师又带错工具/才等[九|十二]天就有人回电""",
        "delivery": """交期又改了第[三|四|五]次/送来的是别人的货/木箱又散架了/加急件走了[三|四|
            五]周/货车开到隔壁城市去了""",
        "software": """一更新[报表|登录|报警]就挂/看板加载[五|十]分钟还在转圈/午饭前崩了[三|四|
            五]次/新菜单把老按钮全藏起来了/APP什么都忘了""",
        "documentation": """说明书是别的机器的/[两百|三百|四百]页一半空白/图纸还是[零九|一一|
            一四]年的/最难的一步直接跳过/翻译看得大家笑出声""",
        "communication": """变更的事还是客户告诉我们的/一年换了[三|四]个对接人/[四|五|
            六]周杳无音信/去年问的今年才回/会开完了才收到邀请""",
        "reliability": """一周坏了[三|四|五]次/又停了一整夜/每[十|二十]分钟响一次报警/
            机器比人还会休息/审核当天准时宕机""",
    },
}
IRONIC_CLOSINGS: dict[str, str] = {
    "en": """Keep up the good work! / Truly world class. / We could hardly be happier. / Please,
        more of that. / What a great partner. / You made our day. / Simply the best. / Our
        customers are delighted, of course. / Five stars. / Impressive!""",
    "zh": """给你们点个大大的赞/继续保持/服务真是世界一流/客户都乐坏了/这钱花得太值了/
        五星好评送上/不愧是大厂/以后还找你们/真让人放心/开心得睡着都笑醒""",
}

EMOJI: Senses = (
    "😡/👎/😤/🙄/😞/💔/🤦/😩",
    "🤔/😐/🤷/😶/👀",
    "👍/😀/🎉/💯/😍/🙏/👏/✨",
)
IRONIC_EMOJI = "🙄/👏/🙃/😅/👍"
TAGS: dict[str, str] = {
    "en": "#manufacturing / #industry40 / #maintenance / #supplychain / #factorylife / #automation",
    "zh": "#制造业#/#工业4.0#/#车间日常#/#采购日常#/#设备管理#/#智能工厂#",
}

# Characters that sound alike, and are mixed up when typing.
HOMOPHONES = [
    ("已经", "以经"),
    ("及时", "急时"),
    ("质量", "质亮"),
    ("登录", "登陆"),
    ("服务", "服物"),
    ("做", "作"),
    ("在", "再"),
    ("因为", "应为"),
    ("我们", "我门"),
    ("很", "狠"),
    ("是", "事"),
    ("了", "啦"),
    ("的", "得"),
    ("就", "旧"),
    ("有", "又"),
    ("跟", "根"),
    ("一", "以"),
]

# A ticket: greeting, what is wrong (as above), the record it is about, what is asked for.
GREETINGS: dict[str, str] = {
    "en": "Hello, / Hi team, / Dear support, / Good [morning|afternoon], / Hello Meridian, / Hi,",
    "zh": "你好，/您好，/[早上|下午]好，/客服你好，/请问，/工程师好，",
}
REQUESTS: dict[str, Senses] = {
    "en": (
        """Please [call us back|send a technician|look into it|send us a fix] [today|by
        tomorrow|urgently|as soon as you can]. / We need [a solution|a replacement|an answer]
        [today|this week|before the weekend]. / Who can [help|take this over|call me]? /
        Production is waiting. / Please escalate this.""",
        """Could you [check|confirm|tell us more about] this? / What is the next step? / Please
        let us know [when|how] to proceed. / Is there [an update|a newer version|a guide]? /
        Kindly advise. / Please add it to our [file|account|contract].""",
        """You can close this [ticket|case]. / Thanks for the quick help. / Just wanted to let
        you know. / Please pass this on to the team. / All good from our side.""",
    ),
    "zh": (
        """请[尽快|今天|明天之前|马上][回电|派人来|处理一下|给个方案]/我们[今天|本周|
        周末前]需要[解决方案|替换件|答复]/谁能[帮忙看下|接手|联系我]/产线在等/麻烦升级处理""",
        """麻烦[确认|核实|说明]一下/下一步怎么走/请告知[时间|流程]/有[新版本|最新进展|
        操作指引]吗/盼复/请更新到我们的[档案|账户|合同]里""",
        """[工单|case]可以关了/感谢快速处理/就是跟你们说一声/请转告团队/我们这边一切正常""",
    ),
}
# {number} is of five digits.
RECORDS: dict[str, str] = {
    "en": """Order {number}. / Serial number MP-{number}. / Error code E-{number}. / Machine
        {number}. / Contract {number}. / Invoice {number}.""",
    "zh": "订单号{number}。/序列号MP-{number}。/报错E-{number}。/机台{number}。/合同号{number}。",
}

# An agent's answer, neutral in tone.
THANKS: dict[str, str] = {
    "en": """[Hello|Hi|Dear customer|Good day], thank you for [your message|your
        feedback|getting in touch|the details|writing to us|letting us know].""",
    "zh": "[您好|你好|尊敬的客户]，[感谢您的反馈|感谢您的留言|已收到您的信息|感谢联系我们|收到]。",
}
TOPICS: dict[str, dict[str, str]] = {
    "en": {
        "product_quality": """[Our quality team|The factory|A quality engineer] will look at the
            [part|batch|photos] / The quality report is with [the factory|our inspectors]""",
        "price": """[Sales|Your account manager|Our pricing team] will check the
            [quote|price|invoice] / The price question is with [sales|accounting]""",
        "service": """[A service engineer|The service desk|Our second level] has taken over your
            [ticket|case] / A technician visit is being arranged by [the service desk|dispatch]""",
        "delivery": """[Logistics|The warehouse|Our shipping desk] is checking the
            [delivery|shipment| delivery date] / The carrier has been asked about the
            [pallets|parcel|shipment]""",
        "software": """[Our developers|The software team|Product support] will check the [log
            files|version|settings] of the app / The software request is with
            [development|product support]""",
        "documentation": """[Our editors|The documentation team|A trainer] will review the
            [manual|chapter|drawing] / The current edition of the manual is in [the portal|the
            download area]""",
        "communication": """[Your account manager|Your contact person|Our sales office] will
            call you about the [next steps|open questions|schedule] / The contact details have
            been updated in [our system|your account]""",
        "reliability": """[Our engineers|The operations team|A field engineer] will check the
            [machine logs|uptime report|alarm history] / The fault report is with
            [engineering|operations]""",
    },
    "zh": {
        "product_quality": """[质量部|工厂|质量工程师]会核查[零件|这一批次|照片]/
            质量报告已转[工厂|质检]""",
        "price": """[销售|客户经理|商务同事]会核对[报价|价格|发票]/价格问题已转[销售|财务]""",
        "service": """[服务工程师|服务台|二线支持]已接手您的[工单|案例]/[服务台|
            调度]正在安排上门""",
        "delivery": """[物流部|仓库|发货组]正在核实[交期|这批货|发货情况]/已向承运商查询[托盘|
            包裹|货物]""",
        "software": """[研发|软件团队|产品支持]会检查APP的[日志|版本|设置]/软件需求已转[研发|
            产品支持]""",
        "documentation": """[文档组|编辑|培训师]会核对[手册|章节|图纸]/手册最新版在[门户|下载区]""",
        "communication": """[客户经理|对接人|销售办]会就[下一步|待办问题|日程]与您联系/
            联系方式已在[系统|账户]更新""",
        "reliability": """[工程师|运维团队|现场工程师]会查看[设备日志|开机率报告|报警记录]/
            故障报告已转[工程部|运维]""",
    },
}
NEXT_STEPS: dict[str, str] = {
    "en": """You will hear from us [within two working days|by Monday|by Tuesday|by Wednesday|by
        Thursday|by Friday|tomorrow|this week|next week]. / Could you send us [the serial
        number|the order number|a photo|the log file|the software version|your time zone]? /
        Please [keep|quote] the case number [in your answer|when you call]. / The status is
        shown in the [portal|app].""",
    "zh": """[两个工作日内|周一前|周二前|周三前|周四前|周五前|明天|本周|下周]会给您答复。/
        请提供[序列号|订单号|照片|日志文件|软件版本|时区]。/[回信|来电]时请注明工单号。/
        可在[门户|APP]查看状态。""",
}
SIGNATURES: dict[str, str] = {
    "en": """[Kind regards|Best regards|Regards],
        [Mia|Tom|Lena|Omar|Nora|Felix|Ines|Dan|Jo|Emil|Ada|Karl|Lou|Max|Ida|Ron|Eva|Ben|Kim|Ray]""",
    "zh": """[客服|工号][零一|零二|零三|零四|零五|零六|零七|零八|零九|一零|一一|一二|一三|一五|
        一六|一八|二零|二一]""",
}

# How somebody asks to be reached: by e-mail, by phone, by both.
CONTACTS: dict[str, tuple[list[str], list[str], list[str]]] = {
    "en": (
        [" Reach me at {email}.", " Contact: {email}.", " Please write to {email}."],
        [" Call me on {phone}.", " My number is {phone}.", " Phone {phone}."],
        [" Reach me at {email} or {phone}.", " {email}, {phone}."],
    ),
    "zh": (
        ["请联系{email}。", "我的邮箱{email}。", "回复到{email}即可。"],
        ["请打{phone}。", "我的电话{phone}。", "手机{phone}，随时联系。"],
        ["邮箱{email}，电话{phone}。", "联系方式：{phone}，{email}。"],
    ),
}

# A title: the subject and a verdict.
VERDICTS: dict[str, Senses] = {
    "en": (
        ": [disappointing|poor|a letdown|needs work|very bad|frustrating|the worst]",
        ": [okay|mixed|average|so-so|could be better|fair]",
        ": [excellent|great|works well|very good|impressive|the best|love it]",
    ),
    "zh": (
        "：[太差了|让人失望|避坑|差评|一言难尽|踩雷]",
        "：[一般般|还行|中规中矩|有好有坏|凑合]",
        "：[很满意|好评|强烈推荐|给力|真香|五星]",
    ),
}

# Brands, in the order of `world.BRANDS`: names as people write them, some wrong, and handles.
BRAND_NAMES: dict[str, list[str]] = {
    "en": [
        "Meridian[|||||] / meridian / MERIDIAN / Meridian Systems / Meridan / Meridien",
        "Borealis[|||||] / borealis / BOREALIS / Borealis Group / Boreallis / Borialis",
        "Castellan[|||||] / castellan / CASTELLAN / Castellan Tech / Castelan / Castellon",
        "Dynatek[|||||] / dynatek / DYNATEK / Dynatek Global / Dynatec / Dynatech",
        "Everline[|||||] / everline / EVERLINE / Everline Industries / Everlyne / Evreline",
    ],
    "zh": [
        "子午线[||||]/Meridian/子午线设备/子午线公司/子牛线/meridian",
        "北极光[||||]/Borealis/北极光工业/北极光公司/北级光/borealis",
        "城堡[||||]/Castellan/城堡科技/城堡工业/诚堡/castellan",
        "动力科[||||]/Dynatek/动力科集团/动力科公司/动力课/dynatek",
        "恒线[||||]/Everline/恒线工业/恒线公司/横线工业/everline",
    ],
}
HANDLES: dict[str, list[str]] = {
    "en": ["MeridianHQ", "BorealisGroup", "CastellanTech", "DynatekGlobal", "EverlineOfficial"],
    "zh": ["子午线官方", "北极光工业官方", "城堡科技官方", "动力科官方", "恒线官方"],
}
# A post names the brand before the rest, or after it.
NAMED_BEFORE: dict[str, str] = {
    "en": """@{handle} / Hey @{handle}, / {name}: / {name} again: / Note to {name}: / Dear
        {name}, / A word on {name}: / {name} user here:""",
    "zh": "@{handle} / #{name}# / {name}：/ 说说{name}：/ 用{name}的来说一句：/ @{handle} 你好，",
}
NAMED_AFTER: dict[str, str] = {
    "en": "#{tag} / @{handle} / ({name}) / That was {name}. / My experience with {name}.",
    "zh": "#{name}#/ @{handle} /——{name}用户/（{name}）/以上说的是{name}。",
}
RIVALS: dict[str, Senses] = {
    "en": (
        "{name} does this better. / Thinking about {name} instead. / Even {name} manages that.",
        "We also use {name}. / Comparing it with {name} right now. / {name} is similar.",
        "So much better than {name}. / Glad we left {name}. / {name} could learn from this.",
    ),
    "zh": (
        "{name}在这方面强多了。/打算换{name}了。/人家{name}就做得到。",
        "我们也在用{name}。/正在跟{name}对比。/{name}也类似。",
        "比{name}强多了。/幸亏从{name}换过来了。/{name}该学学。",
    ),
}

# What is no opinion: a brand's own posts, and spam.
OWN_POSTS: dict[str, dict[str, str]] = {
    "en": {
        "product_quality": "The new [press frame|roller series|guard door] is in series production",
        "price": "The [annual|two-year] plan can now be ordered online",
        "service": "The service desk is open on [Easter Monday|May Day|Boxing Day]",
        "delivery": "The [Leipzig|Lyon|Dayton|Suzhou] warehouse now ships parts until [5|6|8] pm",
        "software": "Version [4.1|4.2|4.3|5.0|5.1] of the app can be downloaded from today",
        "documentation": """The manual for the [2024|2025|2026] series is online in [six|eight]
            languages""",
        "communication": "Meet us at the trade fair in hall [3|5|7|9], stand [A|B|C][12|24|31|40]",
        "reliability": "The status page now shows the uptime of [all|European|American] sites",
    },
    "zh": {
        "product_quality": "新款[机架|滚筒|护罩]已批量生产",
        "price": "[一年|两年]方案现可在线订购",
        "service": "[五一|国庆|元旦]期间服务台照常开放",
        "delivery": "[苏州|天津|东莞|武汉]仓库备件发货延长到[五|六|八]点",
        "software": "APP [4.1|4.2|4.3|5.0|5.1]版今日起可下载",
        "documentation": "[2024|2025|2026]系列手册已上线，共[六|八]种语言",
        "communication": "欢迎到展会[三|五|七|九]号馆[A|B|C][12|24|31|40]展位参观",
        "reliability": "状态页现已显示[全部|亚太|中国]站点的开机率",
    },
}
SPAM: dict[str, str] = {
    "en": """[Cheap|Free|Original] [followers|licence keys|spare parts] for {name}, click
        [bit|win|deal]-{number}.example now / Earn [300|500|900] a day from home like {name}
        staff, code {number} / [Win|Get] a {name} gift card, offer {number} ends tonight""",
    "zh": """[低价|免费|原厂][涨粉|授权码|备件]，{name}同款，点[bit|win|deal]-{number}.example/
        居家日赚[三百|五百|九百]，{name}员工都在做，暗号{number}/{name}礼品卡[大放送|免费领]，
        编号{number}""",
}
