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
    r"mean(?:t)?\b(?! (?:a lot|the world))|when you say|by .{1,30} (?:do|did) you (?:mean|refer)|what (?:is|"
    r"are|was|were) you (?:referring|trying|saying|getting at)|(?:are|were) you (?:referring|asking (?:about|"
    r"for|if|whether|me|how)|talking about|saying|suggesting|thinking of|speaking of)|(?:can|could|would|"
    r"will) you (?:please )?(?:clarify|rephrase|repeat|restate|reword|be more specific|be clearer|explain "
    r"what you mean|say that|spell (?:that|it) out|confirm|define|specify)|(?:just )?(?:to )?(?:clarify|"
    r"confirm|double check|be clear|make sure (?:i|we))\b|(?:am i|have i|did i) (?:understand\w*|understood|"
    r"right|correct|reading|hear|heard|get|got|read|miss|missing|misunderstand\w*)|is (?:that|it) (?:right|"
    r"correct|what you mean\w*|a typo)|did you (?:say|type|write|intend)|which (?:\w+ ){0,3}(?:do|did) you "
    r"mean|which (?:\w+ ){0,3}(?:are|were) you (?:referring|talking|asking)|(?:who|what|where|which) "
    r"(?:exactly |\w+ )?(?:is|was|are|were) (?:that|it|this|he|she|they|those)$|what does .{1,40} (?:mean|"
    r"stand for|refer to)|(?:i (?:am|was) )?not sure (?:what|which|who|i (?:understand|follow)|if you|whether "
    r"you|how to (?:read|interpret))|i (?:did|do) not (?:quite |fully |really )?(?:understand|follow|catch|"
    r"get)|what (?:did|do) you (?:just )?say|as in\b|how do you mean|in what sense|(?:is|was) that "
    r"(?:supposed to|meant to|the (?:same|one)|a \w+ or)|(?:right|correct)$|is (?:this|that|it) (?:about|for) "
    r"(?:the|your) .{1,30} or|if i (?:understand|understood|hear|heard|read|follow)|is (?:that|it|this|he|"
    r"she) (?!there|possible|okay)(?:\w+ ){1,5}or\b|are you sure|what (?:kind|sort|type) of .{1,30} (?:do|"
    r"did) you mean|(?:what|who) do you mean"
)
ACK = re.compile(
    r"\b(?:okay|alright|all right|fine|i see|i understand|understood|got it|got you|got that|gotten it|noted|"
    r"roger(?: that)?|copy that|right|ah|aha|oh|uh huh|mm hm|mhm|hm|makes sense|that makes sense|that helps|i "
    r"hear you|i hear that|fair|sure|will do|of course|certainly|very well|great|perfect|good|cool|nice|"
    r"wonderful|excellent|awesome|lovely|interesting|good to know|thanks|thank you|i appreciate (?:it|that|"
    r"you)|duly noted|i get it|i get that|i follow|i am with you|message received|received|ten four|10 4|yes|"
    r"yes okay|no problem|no worries|clear|crystal clear|loud and clear|i know|gotcha|acknowledged|point "
    r"taken|i can see that|i can imagine|that is (?:clear|good to know|great to hear|good to hear|helpful|"
    r"great|good|interesting|useful|really helpful|nice)|oh wow|wow|sounds (?:hard|tough|difficult|"
    r"frustrating|stressful|painful|rough|awful|exhausting|like a (?:lot|tough|hard|difficult)\b.*)|i am "
    r"(?:so |really |very )?sorry (?:to hear|you|that|about|for your)\b.*|that (?:must|sounds|can|has to|is) "
    r"(?:be |have been |feel |really |so |very |incredibly |quite )*(?:hard|tough|difficult|frustrating|"
    r"stressful|painful|rough|awful|exhausting|upsetting|overwhelming|annoying|scary|disappointing)\b.*)\b"
)
ACK_STRONG = re.compile(
    rf"^{LEAD}(?:(?:i (?:do |can |totally |completely |fully |really |certainly )*(?:see|understand|hear|get|"
    r"appreciate|realize|recognize|acknowledge|know)\b(?! (?:what you mean but|a\b|the \w+ (?:at|on|in)\b))|"
    r"understood|got it|got you|got that|noted|makes sense|that makes (?:total |perfect |complete |a lot of |"
    r"so much )?sense|makes (?:total|perfect|complete) sense|roger|copy that|message received|duly noted|"
    r"acknowledged|point taken|okay|alright|all right|i see|gotcha|good to know|thanks|thank you|right|that "
    r"helps|i hear you|ah|aha|uh huh|mm hm|hm|sure|will do|cool|great|perfect|nice|interesting|clear|that is "
    r"(?:clear|good to know|great to hear|good to hear|helpful|interesting|great)|fair|wow|oh|i am (?:so |"
    r"really |very )?sorry (?:to hear|you|that|about|for your)|that (?:must|sounds)|sounds (?:hard|tough|"
    r"difficult|frustrating|stressful|painful|rough|awful|exhausting|like)|very well|yes|no problem|no "
    r"worries|good|wonderful|excellent|awesome|lovely|fine|crystal clear|loud and clear|of course|certainly|"
    r"absolutely|sounds good|with you))\b"
)
UNDERSTANDS = re.compile(
    rf"^{LEAD}(?:i (?:do |can |totally |completely |fully |really |certainly |definitely |hear and "
    r")*(?:understand|see|hear|get|appreciate|realize|recognize|acknowledge|know)(?! (?:that )?(?:there|the|a|"
    r"an|we|they|it is)\b) (?:that|how|why|what you (?:mean|are saying|are going through|need|want)|where you|"
    r"your (?:frustration|concern|point|situation|position|worry|feelings|confusion)|you|it)|thank you for "
    r"(?:sharing|telling|letting|explaining|clarifying|the (?:clarification|explanation|information|details|"
    r"context))|thanks for (?:sharing|telling|letting|explaining|clarifying|the (?:clarification|explanation|"
    r"info|information|details|context|heads))|(?:that|it) (?:must|sounds)\b|i am (?:so |really |very )?sorry "
    r"(?:to hear|you are|that you|about|for your)|sounds like you (?:are|have been|feel))\b"
)
FAREWELL = phrase(
    r"you are (?:very |most )?welcome|have (?:a|an) (?:(?:good|great|nice|safe|lovely|wonderful|pleasant|"
    r"fantastic|amazing)\b|\w+ (?:day|evening|night))|enjoy (?:your|the)|my pleasure|bye|take care|any ?thing "
    r"else|good (?:night|luck)"
)
THANKED = phrase(r"thanks|thank you|bye")
PROMISE = phrase(
    r"i will|i am going to|let me|i shall|will do|on it|i have (?:noted|updated|changed|added|saved)|give me "
    r"a (?:moment|second|minute)|one (?:moment|second)|that helps|we can"
)
AGREES = re.compile(
    rf"^{LEAD}(?:i (?:totally |completely |fully |definitely |absolutely |strongly |quite |wholeheartedly |"
    r"100 |tend to |would |also |do |have to |must |couldn t |could not |can only |largely |mostly )*(?:agree|"
    r"concur|second that|agree more|feel the same|think so(?: too)?|share (?:your|that)|am with you on|could "
    r"not have said|was (?:just )?(?:thinking|about to say) the same|thought so|would say so|believe so|am of "
    rf"the same)(?! to (?:the|disagree))(?! (?:with (?:\w+ ){(1, 4)})?but)|agreed|exactly|precisely|indeed|"
    r"absolutely|definitely|totally|correct|true|very true|so true|that is (?:so |very |quite |absolutely |"
    r"exactly |totally |completely |certainly |definitely |also |a |an |really |pretty )*(?:(?:good|great|"
    r"fair|excellent|valid|solid|nice|interesting) (?:point|idea|call|plan|question to)|true|right|correct|it|"
    r"fair|the (?:point|problem|issue|case|truth|key|spirit)|what i (?:think|thought|was thinking|say|said|"
    r"believe|would say)|how i (?:see|feel|think)|my (?:view|thinking|opinion|feeling|experience|thought))|"
    r"you (?:are|have|make|raise|were|got|nailed) (?:so |absolutely |quite |completely |totally |very |"
    r"definitely |probably |certainly |100 |spot |a |an |made a )*(?:right|correct|point|on|good point|great "
    r"point|fair point|valid point|excellent point|strong point|it|that right)|(?:good|great|fair|excellent|"
    r"valid|solid|nice|very good) (?:point|idea|call|thinking|plan|catch|shout|thought)|fair enough|same here|"
    r"same$|same same|same me too|me too|me neither|likewise|for sure|of course it|no doubt|without (?:a "
    r")?doubt|no argument|no question about (?:it|that)|could not agree more|spot on|well said|well put|you "
    r"bet|amen|hear hear|hundred percent|100|100 percent|works for me|sounds (?:good|great|right|perfect|fine|"
    r"like a (?:good |great |solid )?plan|reasonable|lovely|fair)|that (?:works|sounds (?:good|great|right|"
    r"perfect|fine|reasonable)|would work|would be (?:great|perfect|lovely))|suits me|fine (?:by|with) me|i "
    r"am (?:on board|in favor|all for|with you|down|up for|happy with|fine with|good with)(?! but)|let us "
    r"(?:do|go with) (?:that|it)|deal|count me in|yes (?:exactly|it is|it does|they (?:are|do)|definitely|"
    r"absolutely|totally|indeed|that is|i (?:think|agree|do)|you are|we should|please do)|so do i|so am i|"
    r"neither do i|so did i|as do i|that was my (?:thought|feeling|experience)|my thoughts exactly|my "
    r"feelings exactly|quite so|quite right|right you are|right on|true that|this exactly|this is true|it is "
    r"true|it really is|it sure is|it certainly is|they really do|certainly is|touche|i like (?:that|the) "
    r"idea)\b"
)
DISAGREES = re.compile(
    r"^(?:(?:oh|ah|um|uh|hm|well|yes|so|and|okay|right|hey|honestly|sorry|no|with (?:all )?(?:due )?respect|i "
    r"see (?:your point|what you mean|where you are coming from)|i understand|i hear you|fair|sure|maybe|look|"
    r"actually|personally|respectfully|to be (?:honest|fair)|nonetheless|i get (?:that|it|your point|what you "
    r"mean)|i am afraid|forgive me|interesting|thanks|perhaps|that is (?:interesting|fair|a fair point|a good "
    r"point)|good point|fair point|fair enough|true|i appreciate (?:that|your view|the thought)|honestly|but|"
    r"and yet|though|still) )*(?:i (?:would |do |have to |must |still |really |totally |completely |strongly |"
    r"kind of |sort of |respectfully |am going to have to |will have to |will |partly |partially |actually |"
    r"also |just |beg |simply |definitely |am not sure i |am not sure that i )*(?:disagree|differ|object|"
    r"dissent|not agree|(?:did )?not think(?! (?:of|about)\b)|not believe|not buy (?:that|it|this)|not see it "
    r"(?:that way|like that)|not (?:quite |really |fully |entirely )?(?:agree|share|accept|concur)|not (?:so "
    r")?sure (?:about that|that is|i agree|it is|i (?:would )?agree|that (?:is|s|follows|would|works)|i buy)|"
    r"not (?:recommend|advise|do that|go that far|say (?:that|so|it)|call|be so sure|suggest|want to|go with|"
    r"trust|like (?:it|that|this))|push back|question (?:that|whether)|argue (?:the opposite|otherwise|that|"
    r"against)|doubt (?:it|that|this)|say (?:the opposite|otherwise|no|that is wrong)|see it differently|to "
    r"differ|think (?:you are|that is|it is|the opposite|this is|otherwise)(?: \w+){0,2} (?:wrong|mistaken|"
    r"overstat\w+|incorrect|opposite|false|unfair|too (?:harsh|simple|strong|far))|think (?:the opposite|"
    r"otherwise|differently|not)|agree(?: \w+){0,3} but)|not (?:all|every|everyone|everybody|always|any|"
    r"only)\b|i am not (?:so |quite |really |entirely |at all |fully |totally )*(?:sure|convinced|certain) "
    r"(?:i (?:would )?(?:agree|buy)|about that|that|it|this|you|the)\b|(?:i am )?not (?:so |quite |really |"
    r"entirely |completely |exactly |necessarily |totally |always |at all |true|convinced|sold|sure about "
    r"that|in my (?:experience|opinion|view|book)|if you ask me|even close|the case|correct|right|a chance|"
    r"quite|exactly|really|necessarily)+(?! (?:yet|now|sure what|sure how|sure which))(?: (?:true|right|"
    r"correct|convinced|sure|the case|accurate|fair|agree|so|that|it|by|about|of).*)?$|(?:that|this|it|which|"
    r"your \w+|the (?:claim|idea|premise|argument|statement|conclusion)) (?:is|was|does|are|seems|sounds|"
    r"cannot|can) (?:really |just |simply |actually |quite |a bit |flat out |completely |totally |clearly |"
    r"plainly |definitely |still |certainly )*(?:(?:a|an) (?:\w+ )?(?:myth|misconception|overstatement|"
    r"exaggeration|oversimplification|generali[sz]ation|misunderstanding)|not (?:\w+ )?(?:true|right|correct|"
    r"accurate|fair|how|the case|what|follow|hold|sound right|seem right|make it|mean|add up|be right|be true|"
    r"work like|a good|so|enough|necessarily|supported)|wrong|incorrect|false|mistaken|a (?:myth|"
    r"misconception|stretch|bad idea|mistake|terrible idea)|an (?:overstatement|exaggeration|"
    r"oversimplification|error)|nonsense|ridiculous|untrue|inaccurate|misleading|unfair|too (?:simple|harsh|"
    r"strong|simplistic|far)|off base|far from (?:true|it))|(?:that|this) (?:is|s) (?:where|the point on "
    r"which) (?:i|we) (?:disagree|part)|you (?:are|were) (?:\w+ )?(?:wrong|mistaken|incorrect|overlooking|"
    r"exaggerating|missing the point|overstating)|(?:i think |i find )?(?:it|that|this) (?:is|seems|sounds|"
    r"looks) (?:still |just )?(?:way|far|much|a bit) too \w+|(?:on the contrary|quite the opposite|the "
    r"opposite|no way|wrong|incorrect|false|nonsense|hardly|hard disagree|disagree|disagreed|nope|absolutely "
    r"not|definitely not|certainly not|of course not|by no means|i beg to differ|far from it|objection|"
    r"rubbish|i doubt (?:it|that)|that said i)|(?:we|i) (?:will )?have to (?:agree to )?disagree|there is "
    r"(?:\w+ )?no (?:evidence|proof|reason|truth)|no (?:it|that|they|he|she|you|we|this|there|the \w+) (?:\w+ "
    r")?(?:is|are|was|were|does|do|did|has|have|can|will|would|should) (?:\w+ )?not|no (?:actually|it is "
    r"actually|that is))\b"
)
DISPLAYS = re.compile(
    r"^(?:(?:okay|alright|all right|so|and|got it|i see|right|great|perfect|understood|oh|ah|well|sure|then|"
    r"hm|thanks|thank you|yes|good|just|noted|now|if|excellent|wonderful|in other words|basically) "
    r")*(?:so\b.{0,12}\b(?:you|your|he|she|they|it|that is|that would|we|it is|the \w+|basically|what|far|"
    r"in short|to)\b|you (?:are|were) (?:\w+ )?(?:looking|asking|saying|after|trying|hoping|wondering|worried|"
    r"planning|interested|thinking|telling|going|concerned|flying|travel\w+|feeling|having|working|using|"
    r"getting|moving)\b|you (?:would like|want|need|said|mentioned|told me|asked|have said|prefer|have (?:a|"
    r"an|two|three|mentioned|told|asked)|feel|think|believe|wanted|wish)\b|what (?:i am hearing|i hear|you "
    r"are saying|you want|you need|i understand|i have so far|i have|you are asking|you are describing|we "
    r"have)\b|(?:it|that) sounds (?:to me )?(?:like|as if|as though) (?:you|your|the|it|he|she|they|we)\b|"
    r"sounds (?:to me )?like (?:you|your|the|it|he|she|they)\b|(?:from )?(?:what|my understanding|as i "
    r"understand|if i understand|from what you|as you (?:said|say|mentioned))\b.{0,30}\b(?:you|is|it|said|"
    r"told|say)|in other words|(?:just )?to (?:recap|summari[sz]e|sum up|restate|repeat|confirm|be clear|"
    r"reflect|paraphrase|play (?:that|this) back|make sure)|(?:let me )?(?:recap|summari[sz]e|repeat (?:that|"
    r"it) back|read (?:that|it) back|play that back|restate)|(?:confirming|please confirm|in summary|in short|"
    r"summing up|to be clear|i understand (?:that )?you (?:want|need|would|are (?:looking|asking|trying))|i "
    r"hear you saying|i hear that you|i am hearing|i have you (?:down|for)|i have got you|that is (?:a|an|one|"
    r"two|three|four|five|six|seven|eight|nine|ten|\d+|your|for) |that would be (?:a|one|two|three|four|\d+)|"
    r"your (?:request|goal|question|order|concern|main \w+|problem|issue|budget|plan) is|the (?:goal|problem|"
    r"issue|question|plan|task|idea) (?:here )?is|we are (?:looking|talking)|basically you|meaning you|which "
    r"means you|then you|by that you mean))"
)
ASIDE = listed(
    """okay yes no please thanks thank got so right sure great well understood noted like want need would alright hello hi
    hey good"""
)
TO_BE_SURE = phrase(
    r"(?:just )?to (?:clarify|confirm|double check|be clear)|make sure (?:that )?i|not sure (?:what|which|i)|"
    r"did not (?:quite )?(?:understand|catch|get)|let me (?:check|confirm|clarify)"
)
CALLS = re.compile(
    r"^(?:(?:okay|oh|so|and|but|well|hm|please|thanks|great|cool|hi|hey|hello|sorry|now|also|then|just|thank "
    r"you|perfect|nice|alright|yes|no|actually) )*(?:(?:can|could|would|will) you (?:please |also |just |"
    r"maybe |then |now )*(?!(?:tell me|say|explain|elaborate|expand|clarify|describe|share|give me (?:more|an|"
    r"a|some|the)|walk|confirm|specify|be more|go into|talk more|speak|go over|provide (?:more|some|your|the|"
    r"a|an)|rephrase|repeat|restate|reword|define|let me know|remind|spell|like|prefer|want|need|have|know|"
    r"rather|say|think|feel|recommend|suggest|eat|drink|swim|walk)\b)\w+|could (?:i|we) (?:have|get)|can (?:i|"
    r"we) (?:have|get|book|order)|would you mind \w+ing)\b"
)
GOES_ON = re.compile(
    r"\b(?:more|further|additional|elaborate|expand|walk me|detail|about|describe|explain how|explain why|go "
    r"on)\b"
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
    r"^no (?:problem|worries|thanks|thank|need|more|rush)\b|\b(?:bye|thanks|thank you|it is (?:okay|fine|all "
    r"right)|that is (?:all|it|fine|okay))\b"
)
CLEARLY_DISPLAYS = re.compile(
    rf"^{LEAD}(?:it |that )?sounds like you|^(?:\w+ ){{0,3}}(?:what i am hearing|in other words|you are "
    r"saying)"
)
ANSWERS = re.compile(r"^(?:yes|no|sure|please|of course|certainly|absolutely|good|great|right)\b")
COMPLIES = re.compile(r"^(?:of course|sure|certainly|absolutely|great|perfect|wonderful|yes|no problem)\b")
AGREEING = phrase(r"agree|right|correct|exactly|true|think so|works|sounds")
ORDERS = re.compile(
    rf"^{LEAD}(?:please|find|can|could|try|book|make|change|add|set|show|give|tell|looks?|i (?:need|want|"
    r"would|will|have|am|was)|let us|actually|that is (?:confirmed|right|correct|it|all|fine)|thanks?)\b"
)
