"""Words that say nothing about a subject, by language, and words that only ask; our own short lists.

They are left out of questions and of the index. A list may err: a word missing here costs a little time,
since a word in most passages weighs little.
"""


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _in_order(text: str) -> tuple[str, ...]:
    return tuple(phrase.replace("_", " ") for phrase in text.split())


STOPWORDS: dict[str, frozenset[str]] = {
    "en": _listed(
        """
        a about after all already also am an and any are as at be because been before being between both but
        by can could did do does doing don done during each else even ever every few for from further get
        gets getting give given gives had has have having he her here hers him his i if in into is
        it its just let made make makes me might more most much must my no nor not of off on once
        one only or other others our out over own per s same shall she should since so some soon still
        such t than that the their them then there these they this those through to too under until up
        very was we were while will with within without would you your
        """
    ),
    "es": _listed(
        """
        a al algo ante antes aun aunque bajo bien cada casi como con contra cual cuales cuya de del
        desde donde durante e el ella ellas ellos en entre era eran es esa ese eso esta estas este
        esto estos está están fue fueron ha haber había han hasta hay la las le les lo los me mi mientras mis
        muy más ni no nos o otra otro para pero por porque pues que se según ser será si sido sobre
        su sus sí también tan tanto te tiene tienen toda todas todo todos tras tu tú un una unas uno
        unos y ya yo él
        """
    ),
    "fr": _listed(
        """
        a ai ainsi alors après au aucun aussi autre aux avait avant avec avoir c car ce ceci cela
        celle celui ces cet cette ceux chez comme d dans de depuis des deux doit donc du dès elle
        elles en encore entre es est et eu fait il ils j je jusque l la le les leur leurs lors lui
        là m ma mais mes moins même n ne ni nos notre nous on ont ou où par parce pas pendant peu
        peut peuvent pourra près puis qu que qui s sa sans se sera ses si sont sous sur t ta tandis te tous
        tout toute toutes très tu un une vers vos votre vous y à ça étaient était été être
        """
    ),
    "de": _listed(
        """
        aber alle allem allen aller alles als also am an andere auch auf aus bei beim bis bist da
        damit dann das dass daß dein dem den denn der des deshalb dessen dies diese diesem diesen
        dieser dieses doch dort du durch ein eine einem einen einer eines einmal er es etwas euch für gegen
        gibt haben hatte hatten hier hinter ich ihm ihn ihr ihre im in ins ist ja jede jedem jeden
        jeder jedes kann kein keine können könnte mehr mein mich mir mit muss müssen nach nicht noch
        nun nur ob oder ohne sehr sein seine seit sich sie sind so soll sollen sollte sondern um und
        uns unser unter vom von vor waren weil weiter wenn werden wir wird wurde würde zu zum zur
        zwischen über
        """
    ),
    "pt": _listed(
        """
        a ao aos aquela aquele as até com como contra da das de dela dele deles depois desde do dos
        e ela elas ele eles em entre eram essa esse esta este estes está estão eu foi foram há isso
        isto já lhe mais mas me mesmo meu muito na nas nem no nos não nós o os ou para pela pelas
        pelo pelos por porque se sem ser será seu seus sobre sua suas são só também tem toda todo
        todos tua têm um uma você à às é
        """
    ),
    "it": _listed(
        """
        a ad agli ai al alla alle allo anche ancora c che ci ciò col con contro cui da dai dal dalla
        dalle degli dei del dell della delle dello di dopo e ed erano essere fa fino fra fu gli ha
        hanno ho i il in io l la le lei li lo loro lui ma mi ne negli nei nel nella nelle no noi non
        o ogni per perché perciò più poi può quale questa queste questi questo se senza si sia sono
        su sua sue sugli sui sul sulla suo suoi tra tutti tutto un una uno vi voi è
        """
    ),
    "nl": _listed(
        """
        aan al alle als bij daar dan dat de der deze die dit een en er geen haar had heb hebben
        heeft het hij hun ik in is je kan maar meer met mijn na naar niet nog nu of om onder ons ook
        op over te tegen toch tot uit van veel voor was wat we wel werd wij worden wordt zal ze zich
        zij zijn zo zonder
        """
    ),
    "ru": _listed(
        """
        а без более будет бы был была были было быть в вам вас весь во вот все всех всё вы да для до его
        ее если есть еще ещё её же за здесь и из или им их к каждый как ко кто ли либо между мне
        много может можно мы на над надо нам нас наш не него нее нет ни них но ну о об один однако он она
        они оно от очень по под после при с свой себя сейчас со так также там те то тоже только том
        тот ты у уже хотя чем через что чтобы эта эти это этого этой этот я является
        """
    ),
    "uk": _listed(
        """
        а або але без був була були було бути в вас ви вона вони воно все всі від він для до ж з за
        зі й коли ми на над нас не ні по при про під та так також там те то той ті у усі це цей ця
        ці чи що щоб я як яка який які є і із їх її
        """
    ),
    "pl": _listed(
        """
        a aby albo ale bez bo być był była było co czy dla do gdy go i ich im ja jak jako je jego
        jej jest jeszcze już ku lub ma mnie może my na nad nam nas nie niż o od on ona one oni oraz
        po przez przy się są ta tak także tam te tego tej ten to tu tylko tym u w we więc wszystkie
        z za ze że żeby
        """
    ),
    "tr": _listed(
        """
        ama ancak bazı belki beri bile bir biz bu bunu bunun böyle da daha de defa değil diye en
        eğer gibi göre hem hep her hiç ile ise için işte kadar ki mi mu mü mı o olan olarak oldu
        olduğu olur on ona onlar onu onun sadece siz tüm var vardır ve veya ya yani yok çok çünkü
        şey şu
        """
    ),
    "sw": _listed(
        """
        au bado basi bila cha hadi hapa hata hii hilo hivyo hiyo huo huu huyo ile ili ingawa je
        jinsi ka kama katika kila kuwa kwa kwamba la lakini na ndani ni nini sana si tu vya wa wake
        wao watu ya yake yao yote za zaidi zake
        """
    ),
    "ar": _listed(
        """
        أن أو أي أيضا إذا إلى إن ا اذا الا التي الذي الذين الى ان او اي بعد بل بين تلك ثم حتى حيث
        خلال دون ذلك على عليه عن عند غير في فيه فيها قبل قد كان كانت كل كما لا لكن لم لن له لها ليس
        ما مع من منذ منه منها نحو هذا هذه هناك هو هي و وقد ولا وهو وهي يكون
        """
    ),
    "hi": _listed(
        """
        अपना अपनी अपने आदि इन इस इसका इसकी इसके इसे उन उनका उनकी उनके उस उसका उसकी उसके एक एवं ऐसा
        और कर करता करते करना करने करें का कि किया किसी की कुछ के को गई गए गया जब जा जाए जाता जाती
        जाते जो तक तथा तब तो था थी थे दिया द्वारा न नहीं ने पर फिर बहुत बाद बारे भी में यदि यह या ये
        रहा रही रहे लिए व वह वे सकता सकते सब साथ से ही हुआ हुई हुए है हैं हो होगा होगी होता होती
        होते होना
        """
    ),
}

QUESTION_WORDS = _listed(
    """
    according acerca answer anything aonde ask asked asks che chi co combien come comment cosa cuál
    cuáles cuándo cuánta cuántas cuánto cuántos czego czemu cómo describe described dice dicen disent
    dit diz dizem dlaczego document documenti documento documentos documents does dokument dokumente
    dove dónde est-ce explain find following gani gdzie hangi happen happened happens hoe hoeveel how
    ile ipi jaka jaki jakie je kaç kiasi kiedy kim kime kimin kind kinds know kogo kto która które który
    laquelle lequel lesquelles lesquels lini many mean meant mention mentioned mentions nani nasıl ne
    neden nerede nereye ngapi nini niye niçin onde où please pourquoi quais qual quali quand quando
    quanta quantas quante quanti quanto quantos que quel quelle quelles quels quem question qui quién
    quiénes quoi qué regarding sagen sagt said say saying says something state stated states tell told
    vipi waar waarom wann wanneer wapi warum was welche welchem welchen welcher welches welk welke wem
    wen wer weshalb wessen what whatever when where whether which who whom whose why wie wieso wieviel
    wieviele wo woher wohin yupi zaman где говорит говорится говорят де документ документах документе
    документы зачем как какая какие каким какими каких какого какое какой каком какую когда кого коли
    кому кто куда откуда почему сколько скільки хто чего чей чем чему чому что що яка яке який які أي
    أين الوثائق الوثيقة اين تقول كم كيف لماذا ماذا متى مَن هل يقول कब कहाँ कहां कितना कितनी कितने किस
    किसका किसकी किसके किसने किसे कैसे कौन कौनसा क्या क्यों दस्तावेज़
    """
)

# What asks for a number; _ stands for a space.
HOW_MANY = _in_order(
    """
    how_many how_much how_often how_long how_far how_old what_percentage what_share what_number cuánto
    cuánta cuántos cuántas qué_porcentaje combien quel_pourcentage wie_viel wie_viele wieviel wie_oft
    wie_lange quanto quanta quantos quantas quanti quante hoeveel сколько скільки ile kaç ngapi كم कितना
    कितनी कितने 多少 几 幾 いくつ いくら 何人 เท่าไร เท่าไหร่ กี่ 몇 얼마
    """
)

NUMBER_WORDS = _listed(
    """
    acht altı annually beş bin cem cent cento cents cien ciento cinco cincuenta cinq cinquante cinque
    cuarenta cuarto cuatro cztery daily deux dez dieci diez dix doce dois dokuz dos douze dozen drei
    dreißig drittel duas due dwa dwie dziesięć dziewięć dört eight eighteen eighty eleven elf elfu
    fifteen fifty five forty four fourteen fünf fünfzig half huit hundert hundred hälfte iki ishirini
    kumi mbili metade metà mia mil mila mille million millions millones millón mitad moitié monthly nane
    neuf neun nine nineteen ninety nne nobody none nueve ocho oito once onze osiem otto otuz pięć
    quarante quart quarter quarterly quarters quatre quatro quattro quince quinze saba sechs sei seis
    sekiz sept sete sette seven seventeen seventy sieben siedem siete sita six sixteen sixty soixante
    sto sześć tano tatu tausend ten tercio terzo terço thelathini third thirds thirteen thirty thousand
    three tiers tisa tre treinta trente tres trois trzy três twelve twenty twice two tysiąc tysięcy
    veinte venti vier viertel vierzig vingt vinte weekly yearly yedi yirmi yüz zehn zero zwanzig zwei
    zwölf üç восемь два двадцать две двенадцать двести двух девять десять ежегодно ежемесячно
    еженедельно миллион миллиона миллионов половина половину пяти пять пятьдесят семь сорок сто треть
    трех три тридцать триста трёх тысяч тысяча тысячи четверть четыре четырёх шесть آلاف أربع أربعة
    أربعون أربعين ألف اثنان اثنين تسعة ثلاث ثلاثة ثلاثمئة ثلاثون ثلاثين ثلث ثمانية خمس خمسة خمسون خمسين
    ربع سبعة سبعون ستة ستون عشر عشرة عشرون عشرين مئة مئتان مائة مليون نصف आठ आधा आधे करोड़ चार चालीस
    चौथाई छह तिहाई तीन तीस दस दो नौ पंद्रह पचास पाँच पांच बारह बीस लाख सात सौ हज़ार हजार
    """
)

# What only asks, or says nothing, in scripts without spaces.
UNSPACED_ASKING = _in_order(
    """
    什么时候 什麼時候 为什么 為什麼 多少钱 什么 什麼 多少 哪些 哪个 哪個 哪里 哪裡 何时 何時 怎么
    怎麼 如何 是否 谁 誰 几 幾 吗 嗎 呢 的 了 是 在 有 和 与 いつ どこ だれ いくら いくつ なぜ
    どの どう 何人 何 ですか ますか です ます は を が に で の と อะไร เท่าไร
    เท่าไหร่ เมื่อไร เมื่อไหร่ เมื่อใด ที่ไหน ทำไม อย่างไร
    หรือไม่ ใคร กี่ คือ เป็น ของ และ 무엇 언제 어디 누가 누구 얼마 몇
    """
)

HAN_NUMBERS = "〇一二三四五六七八九十百千万萬亿億两兩半"
