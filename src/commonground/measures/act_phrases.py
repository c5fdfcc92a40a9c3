"""The phrases that grounding acts are read from: patterns over plain words (`classifiers.plain`), one a question
that `acts` asks.

Words only: what a phrase means where it stands is decided in `acts`. A changed phrase changes `acts.ACT.version`.
"""

from __future__ import annotations

import re

from commonground.measures.classifiers import listed, phrase

LEAD = r"(?:(?:oh|ah|um|uh|hm|well|yes|so|and|but|okay|right|hey|honestly|wow|sorry|no|haha|lol|i think|i guess) )*"
CLARIFIES = phrase(
    r"(?:do|did|you do|would) you mean|what (?:exactly |precisely )?(?:do|did) you (?:\w+ )?mean|you "
    r"mean(?:t)?\b(?! (?:a lot|the world))|when you say|by .{1,30} (?:do|did) you (?:mean|refer)|what (?:is|are|"
    r"was|were) you (?:referring|trying|saying|getting at)|(?:are|were) you (?:referring|asking (?:about|for|if|"
    r"whether|me|how)|talking about|saying|suggesting|thinking of|speaking of)|(?:can|could|would|will) you "
    r"(?:please )?(?:clarify|rephrase|repeat|restate|reword|be more specific|be clearer|explain what you mean|say "
    r"that|spell (?:that|it) out|confirm|define|specify)|(?:just )?(?:to )?(?:clarify|confirm|double check|be clear|"
    r"make sure (?:i|we))\b|(?:am i|have i|did i) (?:understand\w*|understood|right|correct|reading|hear|heard|get|"
    r"got|read|miss|missing|misunderstand\w*)|is (?:that|it) (?:right|correct|what you mean\w*|a typo)|did you "
    r"(?:say|type|write|intend)|which (?:\w+ ){0,3}(?:do|did) you mean|which (?:\w+ ){0,3}(?:are|were) you "
    r"(?:referring|talking|asking)|(?:who|what|where|which) (?:exactly |\w+ )?(?:is|was|are|were) (?:that|it|this|"
    r"he|she|they|those)$|what does .{1,40} (?:mean|stand for|refer to)|(?:i (?:am|was) )?not sure (?:what|which|"
    r"who|i (?:understand|follow)|if you|whether you|how to (?:read|interpret))|i (?:did|do) not (?:quite |fully |"
    r"really )?(?:understand|follow|catch|get)|what (?:did|do) you (?:just )?say|as in\b|how do you mean|in what "
    r"sense|(?:is|was) that (?:supposed to|meant to|the (?:same|one)|a \w+ or)|(?:right|correct)$|is (?:this|that|"
    r"it) (?:about|for) (?:the|your) .{1,30} or|if i (?:understand|understood|hear|heard|read|follow)|is (?:that|"
    r"it|this|he|she) (?!there|possible|okay)(?:[\w']+ ){1,5}or\b|are you sure|what (?:kind|sort|type) of .{1,30} "
    r"(?:do|did) you mean|(?:what|who) do you mean"
)
ACK = re.compile(
    r"\b(?:okay|alright|all right|fine|i see|i understand|understood|got it|got you|got that|gotten it|noted|"
    r"roger(?: that)?|copy that|right|ah|aha|oh|uh huh|mm hm|mhm|hm|makes sense|that makes sense|that helps|i hear "
    r"you|i hear that|fair|sure|will do|of course|certainly|very well|great|perfect|good|cool|nice|wonderful|"
    r"excellent|awesome|lovely|interesting|good to know|thanks|thank you|i appreciate (?:it|that|you)|duly noted|i "
    r"get it|i get that|i follow|i am with you|message received|received|ten four|10 4|yes|yes okay|no problem|no "
    r"worries|clear|crystal clear|loud and clear|i know|gotcha|acknowledged|point taken|i can see that|i can "
    r"imagine|that is (?:clear|good to know|great to hear|good to hear|helpful|great|good|interesting|useful|really "
    r"helpful|nice)|oh wow|wow|sounds (?:hard|tough|difficult|frustrating|stressful|painful|rough|awful|exhausting|"
    r"like a (?:lot|tough|hard|difficult)\b.*)|i am (?:so |really |very )?sorry (?:to hear|you|that|about|for "
    r"(?:your|what|everything|all))\b.*|that (?:must|sounds|can|has to|is) (?:be |have been |feel |really |so |very "
    r"|incredibly |quite )*(?:hard|tough|difficult|frustrating|stressful|painful|rough|awful|exhausting|upsetting|"
    r"overwhelming|annoying|scary|disappointing)\b.*)\b"
)
ACK_STRONG = re.compile(
    rf"^{LEAD}(?:(?:i (?:do |can |totally |completely |fully |really |certainly )*(?:see|understand|hear|get|"
    r"appreciate|realize|recognize|acknowledge|know)\b(?! (?:what you mean but|a\b|the \w+ (?:at|on|in)\b))|"
    r"understood|got it|got you|got that|noted|makes sense|that makes (?:total |perfect |complete |a lot of |so "
    r"much )?sense|makes (?:total|perfect|complete) sense|roger|copy that|message received|duly noted|acknowledged|"
    r"point taken|okay|alright|all right|i see|gotcha|good to know|thanks|thank you|right|that helps|i hear you|ah|"
    r"aha|uh huh|mm hm|hm|sure|will do|cool|great|perfect|nice|interesting|clear|that is (?:clear|good to know|"
    r"great to hear|good to hear|helpful|interesting|great)|fair|wow|oh|i am (?:so |really |very )?sorry (?:to hear|"
    r"you|that|about|for (?:your|what|everything|all))|that (?:must|sounds)|sounds (?:hard|tough|difficult|"
    r"frustrating|stressful|painful|rough|awful|exhausting|like)|very well|yes|no problem|no worries|good|wonderful|"
    r"excellent|awesome|lovely|fine|crystal clear|loud and clear|of course|certainly|absolutely|sounds good|with "
    r"you))\b"
)
UNDERSTANDS = re.compile(
    rf"^{LEAD}(?:i (?:do |can |totally |completely |fully |really |certainly |definitely |hear and )*(?:understand|"
    r"see|hear|get|appreciate|realize|recognize|acknowledge|know)(?! (?:that )?(?:there|the|a|an|we|they|it is)\b) "
    r"(?:that|how|why|what you (?:mean|are saying|are going through|need|want)|where you|your (?:frustration|"
    r"concern|point|situation|position|worry|feelings|confusion)|you|it)|thank you for (?:sharing|telling|letting|"
    r"explaining|clarifying|the (?:clarification|explanation|information|details|context))|thanks for (?:sharing|"
    r"telling|letting|explaining|clarifying|the (?:clarification|explanation|info|information|details|context|"
    r"heads))|(?:that|it) (?:must|sounds)\b|i am (?:so |really |very )?sorry (?:to hear|you are|that you|about|for "
    r"your)|sounds like you (?:are|have been|feel))\b"
)
FAREWELL = phrase(
    r"you are (?:very |most )?welcome|have (?:a|an) (?:(?:good|great|nice|safe|lovely|wonderful|pleasant|fantastic|"
    r"amazing)\b|\w+ (?:day|evening|night))|enjoy (?:your|the)|my pleasure|bye|take care|any ?thing else|good "
    r"(?:night|luck)"
)
THANKED = phrase(r"thanks|thank you|bye")
PROMISE = phrase(
    r"i will|i am going to|let me|i shall|will do|on it|i have (?:noted|updated|changed|added|saved)|give me a "
    r"(?:moment|second|minute)|one (?:moment|second)|that helps|we can"
)
AGREES = re.compile(
    rf"^{LEAD}(?:i (?:totally |completely |fully |definitely |absolutely |strongly |quite |wholeheartedly |100 |tend "
    r"to |would |also |do |have to |must |couldn t |could not |can only |largely |mostly )*(?:agree|concur|second "
    r"that|agree more|feel the same|think so(?: too)?|share (?:your|that)|am with you on|could not have said|was "
    r"(?:just )?(?:thinking|about to say) the same|thought so|would say so|believe so|am of the same)(?! to (?:the|"
    rf"disagree))(?! (?:with (?:\w+ ){(1, 4)})?but)|agreed|exactly|precisely|indeed|absolutely|definitely|totally|"
    r"correct|true|very true|so true|that is (?:so |very |quite |absolutely |exactly |totally |completely |"
    r"certainly |definitely |also |a |an |really |pretty )*(?:(?:good|great|fair|excellent|valid|solid|nice|"
    r"interesting) (?:point|idea|call|plan|question to)|true|right|correct|it|fair|the (?:point|problem|issue|case|"
    r"truth|key|spirit)|what i (?:think|thought|was thinking|say|said|believe|would say)|how i (?:see|feel|think)|"
    r"my (?:view|thinking|opinion|feeling|experience|thought))|you (?:are|have|make|raise|were|got|nailed) (?:so |"
    r"absolutely |quite |completely |totally |very |definitely |probably |certainly |100 |spot |a |an |made a "
    r")*(?:right|correct|point|on|good point|great point|fair point|valid point|excellent point|strong point|it|"
    r"that right)|(?:good|great|fair|excellent|valid|solid|nice|very good) (?:point|idea|call|thinking|plan|catch|"
    r"shout|thought)|fair enough|same here|same$|probably (?:right|true|so)|same same|same me too|me too|me neither|"
    r"likewise|for sure|of course it|no doubt|without (?:a )?doubt|no argument|no question about (?:it|that)|could "
    r"not agree more|spot on|well said|well put|you bet|amen|hear hear|hundred percent|100|100 percent|works for me|"
    r"sounds (?:good|great|right|perfect|fine|like a (?:good |great |solid )?plan|reasonable|lovely|fair)|that "
    r"(?:works|sounds (?:good|great|right|perfect|fine|reasonable)|would work|would be (?:great|perfect|lovely))|"
    r"suits me|fine (?:by|with) me|i am (?:on board|in favor|all for|with you|down|up for|happy with|fine with|good "
    r"with)(?! but)|let us (?:do|go with) (?:that|it)|deal|count me in|yes (?:exactly|it is|it does|they (?:are|do)|"
    r"definitely|absolutely|totally|indeed|that is|i (?:think|agree|do)|you are|we should|please do)|so do i|so am "
    r"i|neither do i|so did i|as do i|that was my (?:thought|feeling|experience)|my thoughts exactly|my feelings "
    r"exactly|quite so|quite right|right you are|right on|true that|this exactly|this is true|it is true|it really "
    r"is|it sure is|it certainly is|they really do|certainly is|touche|i like (?:that|the) idea)\b"
)
DISAGREES = re.compile(
    r"^(?:(?:oh|ah|um|uh|hm|well|yes|so|and|okay|right|hey|honestly|sorry|no|with (?:all )?(?:due )?respect|i see "
    r"(?:your point|what you mean|where you are coming from)|i understand|i hear you|fair|sure|maybe|look|actually|"
    r"personally|respectfully|to be (?:honest|fair)|nonetheless|i get (?:that|it|your point|what you mean)|i am "
    r"afraid|forgive me|interesting|thanks|perhaps|that is (?:interesting|fair|a fair point|a good point)|good "
    r"point|fair point|fair enough|true|i appreciate (?:that|your view|the thought)|honestly|but|and yet|though|"
    r"still) )*(?:i (?:would |do |have to |must |still |really |totally |completely |strongly |kind of |sort of |"
    r"respectfully |am going to have to |will have to |will |partly |partially |actually |also |just |beg |simply |"
    r"definitely |am not sure i |am not sure that i )*(?:disagree|differ|object|dissent|not agree|(?:did )?not "
    r"think(?! (?:of|about)\b)|not believe|not buy (?:that|it|this)|not see it (?:that way|like that)|not (?:quite |"
    r"really |fully |entirely )?(?:agree|share|accept|concur)|not (?:so )?sure (?:about that|that is|i agree|it is|"
    r"i (?:would )?agree|that (?:is|s|follows|would|works)|i buy)|not (?:recommend|advise|do that|go that far|say "
    r"(?:that|so|it)|call|be so sure|suggest|want to|go with|trust|like (?:it|that|this))|push back|question "
    r"(?:that|whether)|argue (?:the opposite|otherwise|that|against)|doubt (?:it|that|this)|say (?:the opposite|"
    r"otherwise|no|that is wrong)|see it differently|to differ|think (?:you are|that is|it is|the opposite|this is|"
    r"otherwise)(?: \w+){0,2} (?:wrong|mistaken|overstat\w+|incorrect|opposite|false|unfair|too (?:harsh|simple|"
    r"strong|far))|think (?:the opposite|otherwise|differently|not)|agree(?: \w+){0,3} but)|not at all$|not "
    r"(?:all|every|everyone|everybody|always|any|only)\b|i am not (?:so |quite |really |entirely |at all |fully |"
    r"totally )*(?:sure|convinced|certain) (?:i (?:would )?(?:agree|buy)|about that|that|it|this|you|the)\b|(?:i am "
    r")?not (?:so |quite |really |entirely |completely |exactly |necessarily |totally |always |at all |true|"
    r"convinced|sold|sure about that|in my (?:experience|opinion|view|book)|if you ask me|even close|the case|"
    r"correct|right|a chance|quite|exactly|really|necessarily)+(?! (?:yet|now|sure what|sure how|sure which))(?: "
    r"(?:true|right|correct|convinced|sure|the case|accurate|fair|agree|so|that|it|by|about|of).*)?$|(?:that|this|"
    r"it|which|your \w+|the (?:claim|idea|premise|argument|statement|conclusion)) (?:is|was|does|are|seems|sounds|"
    r"cannot|can) (?:really |just |simply |actually |quite |a bit |flat out |completely |totally |clearly |plainly |"
    r"definitely |still |certainly )*(?:(?:a|an) (?:\w+ )?(?:myth|misconception|overstatement|exaggeration|"
    r"oversimplification|generali[sz]ation|misunderstanding)|not (?:\w+ )?(?:true|right|correct|accurate|fair|how|"
    r"the case|what|follow|hold|sound right|seem right|make it|mean|add up|be right|be true|work like|a good|so|"
    r"enough|necessarily|supported)|wrong|incorrect|false|mistaken|a (?:myth|misconception|stretch|bad idea|mistake|"
    r"terrible idea)|an (?:overstatement|exaggeration|oversimplification|error)|nonsense|ridiculous|untrue|"
    r"inaccurate|misleading|unfair|too (?:simple|harsh|strong|simplistic|far)|off base|far from (?:true|it))|"
    r"(?:that|this) (?:is|s) (?:where|the point on which) (?:i|we) (?:disagree|part)|you (?:are|were) (?:\w+ "
    r")?(?:wrong|mistaken|incorrect|overlooking|exaggerating|missing the point|overstating)|(?:i think |i find "
    r")?(?:it|that|this) (?:is|seems|sounds|looks) (?:still |just )?(?:way|far|much|a bit) too \w+|(?:on the "
    r"contrary|quite the opposite|the opposite|no way|wrong|incorrect|false|nonsense|hardly|hard disagree|disagree|"
    r"disagreed|nope|absolutely not|definitely not|certainly not|of course not|by no means|i beg to differ|far from "
    r"it|objection|rubbish|i doubt (?:it|that)|that said i)|(?:we|i) (?:will )?have to (?:agree to )?disagree|there "
    r"is (?:\w+ )?no (?:evidence|proof|reason|truth)|no (?:it|that|they|he|she|you|we|this|there|the \w+) (?:\w+ "
    r")?(?:is|are|was|were|does|do|did|has|have|can|will|would|should) (?:\w+ )?not|no (?:actually|it is actually|"
    r"that is))\b"
)
DISPLAYS = re.compile(
    r"^(?:(?:okay|alright|all right|so|and|got it|i see|right|great|perfect|understood|oh|ah|well|sure|then|hm|"
    r"thanks|thank you|yes|good|just|noted|now|if|excellent|wonderful|in other words|basically) "
    r")*(?:so\b.{0,12}\b(?:you|your|he|she|they|it|that is|that would|we|it is|the \w+|basically|what|far|in "
    r"short|to)\b|you (?:are|were) (?:\w+ )?(?:looking|asking|saying|after|trying|hoping|wondering|worried|planning|"
    r"interested|thinking|telling|going|concerned|flying|travel\w+|feeling|having|working|using|getting|moving)\b|"
    r"you (?:would like|want|need|said|mentioned|told me|asked|have said|prefer|have (?:a|an|two|three|mentioned|"
    r"told|asked)|feel|think|believe|wanted|wish)\b|what (?:i am hearing|i hear|you are saying|you want|you need|i "
    r"understand|i have so far|i have|you are asking|you are describing|we have)\b|(?:it|that) sounds (?:to me "
    r")?(?:like|as if|as though) (?:you|your|the|it|he|she|they|we)\b|sounds (?:to me )?like (?:you|your|the|it|he|"
    r"she|they)\b|(?:from )?(?:what|my understanding|as i understand|if i understand|from what you|as you (?:said|"
    r"say|mentioned))\b.{0,30}\b(?:you|is|it|said|told|say)|in other words|(?:just )?to (?:recap|summari[sz]e|sum "
    r"up|restate|repeat|confirm|be clear|reflect|paraphrase|play (?:that|this) back|make sure)|(?:let me )?(?:recap|"
    r"summari[sz]e|repeat (?:that|it) back|read (?:that|it) back|play that back|restate)|(?:confirming|please "
    r"confirm|in summary|in short|summing up|to be clear|i understand (?:that )?you (?:want|need|would|are "
    r"(?:looking|asking|trying))|i hear you saying|i hear that you|i am hearing|i have you (?:down|for)|i have got "
    r"you|that is (?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d+|your|for) |that would be (?:a|one|"
    r"two|three|four|\d+)|your (?:request|goal|question|order|concern|main \w+|problem|issue|budget|plan) is|the "
    r"(?:goal|problem|issue|question|plan|task|idea) (?:here )?is|we are (?:looking|talking)|basically you|meaning "
    r"you|which means you|then you|by that you mean))"
)
ASIDE = listed(
    """okay yes no please thanks thank got so right sure great well understood noted like want need would alright hello hi
    hey good"""
)
TO_BE_SURE = phrase(
    r"(?:just )?to (?:clarify|confirm|double check|be clear)|make sure (?:that )?i|not sure (?:what|which|i)|did "
    r"not (?:quite )?(?:understand|catch|get)|let me (?:check|confirm|clarify)"
)
CALLS = re.compile(
    r"^(?:(?:okay|oh|so|and|but|well|hm|please|thanks|great|cool|hi|hey|hello|sorry|now|also|then|just|thank you|"
    r"perfect|nice|alright|yes|no|actually) )*(?:(?:can|could|would|will) you (?:please |also |just |maybe |then |"
    r"now )*(?!(?:tell me|say|explain|elaborate|expand|clarify|describe|share|give me (?:more|an|a|some|the)|walk|"
    r"confirm|specify|be more|go into|talk more|speak|go over|provide (?:more|some|your|the|a|an)|rephrase|repeat|"
    r"restate|reword|define|let me know|remind|spell|like|prefer|want|need|have|know|rather|say|think|feel|"
    r"recommend|suggest|eat|drink|swim|walk)\b)\w+|could (?:i|we) (?:have|get)|can (?:i|we) (?:have|get|book|order)|"
    r"would you mind \w+ing)\b"
)
GOES_ON = re.compile(
    r"\b(?:more|further|additional|elaborate|expand|walk me|detail|about|describe|explain how|explain why|go on)\b"
)
TAG = re.compile(r"\b(?:not (?:it|they|he|she|that|you|we)|right|correct|is it|you think|you agree)$")
WEAK_YES = re.compile(
    rf"^{LEAD}(?:absolutely|definitely|totally|of course|correct|sounds|great|good|indeed|for sure|true)\b"
)
BUT = re.compile(r"^but (?!thanks|thank|what|how|why|where|when|who|can|could|is|are|do|does)\w+")
JUDGES = re.compile(r"\b(?:disagree|agree|wrong|true|right|correct|differ|myth|mistaken|false)\b")
YES_BUT = re.compile(r"\b(?:but|although) (?:i (?:disagree|do not|am not|think|would)|that is not|it is not|you)\b")
BARE_YES = re.compile(r"^(?:yes )?(?:absolutely|definitely|correct|totally|for sure|exactly|you bet|indeed|true)\b")
POLITE_NO = re.compile(
    r"^no (?:problem|worries|thanks|thank|need|more|rush)\b|\b(?:bye|thanks|thank you|it is (?:okay|fine|all right)|"
    r"that is (?:all|it|fine|okay))\b"
)
CLEARLY_DISPLAYS = re.compile(
    rf"^{LEAD}(?:it |that )?sounds like you|^(?:\w+ ){{0,3}}(?:what i am hearing|in other words|you are saying)"
)
ANSWERS = re.compile(r"^(?:yes|no|sure|please|of course|certainly|absolutely|good|great|right)\b")
COMPLIES = re.compile(r"^(?:of course|sure|certainly|absolutely|great|perfect|wonderful|yes|no problem)\b")
AGREEING = phrase(r"agree|right|correct|exactly|true|think so|works|sounds")
ORDERS = re.compile(
    rf"^{LEAD}(?:please|find|can|could|try|book|make|change|add|set|show|give|tell|looks?|i (?:need|want|would|will|"
    r"have|am|was)|let us|actually|that is (?:confirmed|right|correct|it|all|fine)|thanks?)\b"
)
