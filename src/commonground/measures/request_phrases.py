"""The phrases that requests are read from: patterns over plain words (`classifiers.plain`), one a question
that `requests` asks.

Words only: what a phrase means where it stands is decided in `requests`. A changed phrase changes `requests.REQUEST.version`.
"""

from __future__ import annotations

import re

from commonground.measures.classifiers import listed, phrase

ASK = (
    r"(?:(?:can|could|would|will) you|(?:can|could) i|please|i (?:would like|want|need) you to|mind|kindly|go "
    r"ahead and|just)"
)
WH = r"(?:what|who|where|when|which|how)"
LEAD = (
    r"(?:(?:oh|um|uh|er|wait|okay|hm|so|and|but|well|hang on|hold on|hey|ah|right|please|yes|no|sorry|excuse "
    r"me|pardon|thanks|i am sorry|actually|great|cool|just|alright|lol|haha|honestly|ugh|eh|meh|argh|hm|yo|"
    r"thank you|you know what|you know|now|then) )*"
)
# What ends a request altogether.
ABORT = re.compile(
    rf"^{LEAD}(?:(?:never mind|forget (?:it|that|this|about (?:it|that|this)|i (?:asked|said anything|"
    r"mentioned it|said that)|what i (?:said|asked|just (?:said|asked))|the (?:whole thing|question|request)|"
    r"my (?:last )?(?:question|request))|(?:let us )?(?:just )?(?:cancel|abort|scrap|drop|skip|stop|end|quit|"
    r"leave|halt|forget|ditch|abandon|kill|pause)(?: (?:it|that|this|there|here|now|please|everything|all "
    r"(?:of )?(?:it|this|that)|the (?:request|question|task|whole thing|search|order|process|booking|subject|"
    r"topic|idea|game|story|quiz|exercise|plan|rest|explanation)|right there|talking|already|at that|for now|"
    r"my (?:request|question|last request|order)|explaining|generating|writing|immediately|at once|trying|"
    r"with (?:it|that|this)|about it|altogether|the (?:list|answer)))*|scratch that|strike that|do not "
    r"(?:bother|worry about (?:it|that|this)|continue|go on|mind (?:that|it|me)|do (?:it|that)|need (?:it|"
    r"that|this) any ?more|answer (?:that|this|it))(?: (?:with (?:it|that|this)|any ?more|then|please))*|no "
    r"need(?: to (?:continue|go on|answer|finish|bother|explain))?(?: any ?more)?|(?:that is |okay "
    r")?(?:enough|that will do|that is enough)(?: (?:of (?:this|that|it)|already|now|for now|please|thanks))*|"
    r"(?:let us|i would rather|i want to) (?:not|stop|drop it|give up|leave it)(?: (?:do (?:this|that|it)|it|"
    r"here|there|at that|this|bother|now|then|any ?more|for now|continue|doing this))*|i (?:have |just "
    r")?(?:changed my mind|give up|am giving up|gave up|quit)(?: (?:on (?:this|that|it)|about (?:this|that|"
    r"it)|now|actually|completely))*|i (?:really |just )?(?:do not|no longer|will not) (?:want|need|care "
    r"(?:about|for))(?: (?:to|it|that|this|any|an answer|do|know|continue|the answer|about|you|with)){1,6}(?: "
    r"any ?more| after all| now| any longer)*|(?:on )?second thoughts?(?: (?:no|never mind|forget it|let us "
    r"not|skip it|do not|do not bother|leave it|cancel that|cancel it))*|(?:please )?ignore (?:that|it|this|"
    r"me|my (?:last )?(?:question|message|request)|what i (?:said|asked|just said)|the (?:last|previous) "
    r"(?:question|message|request|one)|all that)|call (?:it|the whole thing) off|leave (?:it|that)(?: (?:for "
    r"now|there|be|alone|then|out))?|it does not matter(?: any ?more)?|i will (?:just )?(?:figure|look|work|"
    r"sort|do|find|google|handle|ask) (?:it |that |this )?(?:out |up )?(?:someone else|myself|later|on my own|"
    r"elsewhere|by myself|another time)|not (?:needed|necessary|important|any ?more)(?: any ?more)?|you can "
    r"stop(?: (?:now|there|here))?|(?:this|that|it) is (?:pointless|not (?:worth it|going anywhere|important|"
    r"working)(?: let us stop| forget it| stop)?)|no longer needed))\b"
)
STILL_ABORT = re.compile(
    r"^(?:then|now|please|thanks|thank you|sorry|about it|it|that|this|i|we|me|my|found|figured|got|any|will|"
    r"do|not|need|want|worked|it works|works|out|up|just|was|is|have|already|actually|let us|the|a|too|too "
    r"hard|any ?more|after all|for now|okay|never mind|forget|stop|cancel|no|its|fixed|solved|myself|later|"
    r"bye|another|time|something|else|different|someone|here|there|and|so|never|mind|changed|really|important|"
    r"matter|does|to|know|help|because|takes|taking|long|too|this is|sorted|remembered|wrong|chat|window|"
    r"question|all|what i|said|asked|before|instead|someone|be|fine|anyway|of|it is|again|enough|working|go|"
    r"going|nowhere|point|continue|talking|useless|tired|can|answer|myself|on|own|with|you|are|in|at|got it|"
    r"see)$"
)
GOES_ON = phrase(
    r"i (?:would like|want|need)(?! (?:to stop|it|this|that)\b)|instead|(?:let us|i will) (?:try|do|go|take|"
    r"have)|(?:can|could) you|(?:how|what) about|there will be|make it|find me"
)
NO_ABORT = re.compile(
    r"\b(?:how (?:do|can|to)|should i|(?:my|the|a) (?:subscription|membership|reservation|flight|appointment|"
    r"account|meeting|alarm|hotel|payment|service|policy|plan for|insurance)|smoking|drinking|using|adding|"
    r"calling|saying|giving|apologi\w+|being|repeating|button|command|working|function|script|the (?:emojis?|"
    r"bullet|bullets|intro|introduction|jokes))\b"
)
# What closes.
OFFERED = phrase(
    r"any ?thing (?:else|more)|something else|(?:assist|help) (?:you|with)?|(?:other|more|further) "
    r"(?:questions?|help|assistance)|of (?:further )?assistance|need else"
)
THANKS = (
    r"(?:thank you|thanks|thank|cheers|much appreciated|i (?:really )?appreciate (?:it|that|this|your help|"
    r"the help|all your help|everything|you)|many thanks|ta|appreciate (?:it|that|your help|the help|you))(?: "
    r"(?:so much|very much|a lot|a bunch|a million|a ton|again|anyway|though|loads|heaps|kindly|mate|man|dude|"
    r"buddy|friend|everyone|everything|all|tons))*(?: (?:for|to) (?:all |(?:the|your|this|that|all|everything|"
    r"helping|taking|being|walking|explaining|clearing|sorting) ?)(?:[\w']+\b ?){0,7})?"
)
STRONG = re.compile(
    rf"\b(?:{THANKS}|bye(?: (?:bye|now|for now))?|good ?night|farewell|see (?:you|ya)(?: (?:later|soon|around|"
    r"tomorrow|then|next time))?|(?:talk|speak|chat|catch) (?:to |with )?(?:you )?(?:later|soon|tomorrow|next "
    r"time|up later)|take care|so long|until next time|have (?:a|an|yourself a) (?:good|great|nice|lovely|"
    r"wonderful|fantastic|pleasant|awesome|super) (?:one|day|night|evening|weekend|week|time|rest|afternoon|"
    r"morning)(?: of (?:your|the) \w+)?|(?:i think |i guess |i believe )?(?:that is|that was|that will be|"
    r"this is|that would be|that should be) (?:it|all|everything|about it|about all|me done|all i (?:need|"
    r"needed|wanted|wanted to know|had|have|want)|everything i (?:need|needed|wanted|had)|what i (?:needed|"
    r"was looking for|wanted))(?: (?:for (?:now|today|me|the moment)|i (?:need|needed|wanted|had|have)(?: to "
    r"know)?|from me|then|really|today|folks))*|nothing (?:else|more|further)(?: (?:for (?:now|today|me)|from "
    r"me|thanks|at the moment|needed|i need))*|no (?:more|further|other) (?:questions?|help|requests?|"
    r"things?)(?: (?:from me|for now|today|needed|right now))*|(?:i am|we are|am|are) (?:all )?(?:done|set|"
    r"good|finished|sorted|good to go|good now|off|out|signing off|logging off|leaving)(?: (?:here|now|for "
    r"(?:now|today)|then|to bed|with (?:this|that|everything)|thanks|for the day))*|all (?:set|done|good|"
    r"sorted|clear)(?: (?:now|here|then|on my end))*|(?:that|this|you|it) (?:\w+ )?(?:answers?|answered|"
    r"covers?|covered|solves?|solved|fixe[sd]|sorts?|sorted|settles|helped|helps|did it|worked|works|clears?|"
    r"cleared)(?: (?:my|the|it|all|everything|up|a lot|me|that|perfectly|great|now|out|problem|question|"
    r"questions|issue|my question|it all|things|so much|i needed|very much))*|(?:got|have|has) (?:everything|"
    r"all|what) (?:that )?i (?:need|needed|wanted|was after|came for)|(?:i )?(?:gotta|have to|got to|need to|"
    r"must|better|should|going to|will|had better|am going to) (?:go|run|head out|leave|get going|be off|log "
    r"off|let you go|get back to (?:work|it)|sleep|go to bed|sign off|call it a (?:day|night))(?: now)?|"
    r"signing off|logging off|let us (?:end|stop|leave it|finish|wrap up|call it a (?:day|night))(?: (?:here|"
    r"there|at that|for (?:now|today)))*|we can (?:end|stop|close|finish|wrap up)(?: (?:here|there|this|the "
    r"chat|now))*|(?:no|nope) (?:that is|thanks|thank you)|that will do(?: it)?|no need|problem solved|case "
    r"closed|over and out|ttfn|later|later (?:gator|man|dude)|peace|catch you later)\b"
)
POLITE = listed("""
    okay great perfect good cool awesome nice wonderful excellent brilliant lovely super fantastic amazing yes no oh
    well alright all right so and i am you are it is that this was were the a an very really much too as for now
    then today have be of got understood noted sure fine hm ah haha lol sounds makes sense exactly just what needed
    wanted helpful help useful clear great helped best been had again see will me my in to on bye day one more we us
    kind sweet legend lifesaver star answer answers explanation info information everything with your understand
    know get to try out do think by hi hey friend mate man anyway up at back hope guess job work time love by
    interesting indeed job pleasure talking chatting chat later let come soon question questions issue problem let's
    let ever always
    """)
CONTINUES = re.compile(
    r"\b(?:but|however|though (?:i|can|could|what)|can you|could you|would you|will you|also|one more|another|"
    r"what|how|why|where|when|who|which|next|now (?:can|could|what|how|i|tell|do|let|make)|please (?!accept)|"
    r"instead|in advance|should i|tell me|give me|show me|do you|does|is (?:it|there|this|that)|before (?:i|"
    r"we|you)|until|if)\b"
)
# What is wrong and is to be put right.
WRONG = (
    r"(?:wrong|incorrect|not (?:quite |entirely |really |actually |even )?(?:right|correct|true|accurate|it|"
    r"what|how|the|my|a|where|who|when)|inaccurate|false|mistaken|off|backwards|outdated|an error|a mistake|a "
    r"typo|misspelled|the wrong \w+|nonsense)"
)
CORRECT = phrase(
    r"(?:that|this|it|those|they|these|your \w+|your \w+ \w+|the \w+|the \w+ \w+|the \w+ \w+ \w+|line \d+|"
    r"number \d+|step \d+|\w+ answer|there|you|which|part of (?:that|this|it)|some of (?:that|this|it)) (?:is|"
    r"are|was|were|looks?|seems?|still is|has|have) (?:still |just |all |simply |completely |totally |"
    rf"actually |clearly |definitely |a bit |plain |flat out |to be )?{WRONG}|^(?:no |but |sorry |hm )*i "
    r"(?:asked for|ordered|requested|told you|said|wanted)\b(?! (?:to|that i (?:want|need)))(?=(?: "
    r"[\w']+){1,7}$)|^no(?: \w+){2,} not \w+(?: \w+)?$|^(?:no |nope |sorry |um |hm |ha |oh )*(?:wrong|"
    r"incorrect|not (?:right|correct|true)|false)\b|you (?:have |are |made |just |also |still |keep |clearly |"
    r"got |seem to have |may have |must have |did |accidentally )*(?:got|get|getting|spelled|spelt|misspelled|"
    r"misspelt|mixed|mixing|confused|confusing|misread|misheard|misunderstood|misquoted|miscounted|"
    r"miscalculated|forgot|forgotten|missed|swapped|wrote|written|put|used|mistaken|mistook|wrong|reversed|"
    r"switched|added it wrong|left out|skipped|counted|omitted|messed|assumed|calculated|added)\b(?! (?:it "
    r")?to (?:be|me))(?=.{0,60})|you (?:made|have made|have got|made me) (?:a|an|some|another|two) (?:\w+ "
    r")?(?:mistakes?|errors?|slip|typos?)|there (?:is|are|was|were|seems to be|must be) (?:a|an|some|still "
    r"an?|another|two|several) (?:\w+ )?(?:mistakes?|errors?|typos?|slip)|(?:correct|fix|amend|rectify) "
    r"(?:that|it|this|yourself|the (?:date|name|spelling|number|total|mistakes?|errors?|typos?|last|amount|"
    r"address|time|year|order|price|answer|first|second|third|figure|quantity|sum|city|city name)|your "
    r"(?:mistakes?|answer|errors?|last|spelling|math|maths|calculation))\b|i (?:\w+ )?(?:said|asked for|asked|"
    r"told you|wrote|typed|specified|meant|ordered|requested|mentioned|wanted)\b.{1,60}\b(?:not|instead of|"
    r"rather than|never)\b|(?:no|not)\b.{0,25}\bi (?:\w+ )?(?:said|asked|told you|wrote|meant|ordered|"
    r"wanted|mean)\b|i (?:did not|never|have not) (?:\w+ )?(?:say|said|ask|asked|order|ordered|mean|meant|"
    r"want|wanted|request|mention|mentioned|tell|told|write|wrote|type|typed)\b|i (?:meant|mean) "
    r".{1,50}\bnot\b|(?:sorry|oops|actually|wait|no|hm) i (?:meant|misspoke|mistyped)\b|(?:it|that|this|he|"
    r"she|they|there|the \w+(?: \w+)?|my \w+(?: \w+)?|his \w+|her \w+|their \w+|our \w+|its \w+|which|\w+) "
    r"(?:is|was|are|were|should be|has|have|had|happened in|starts|means|ends|takes|lives|comes|goes|died|"
    r"opened) (?:\w+ ){0,5}?(?:not|instead of|rather than) (?:the |a |an |in |on |at |to |from |by |with |"
    r"for )?\w+$|(?:that|it|this|the \w+|the \w+ \w+|the \w+ \w+ \w+|my \w+|there|which|line \d+|step \d+|"
    r"\w+) (?:should|ought to|must|needs to|has to|was supposed to|is supposed to) (?:have )?(?:be|been|say|"
    r"read|have|come|start|mean|equal)\b|(?:not|instead of) \w+(?: \w+){0,3} (?:but|it is|it was)\b|"
    r"(?:please )?(?:check|recheck|double check|redo|recalculate|recount|review|look at) (?:that|it|your|the|"
    r"this)\b.{0,40}(?:again|wrong|math|maths|answer|calculation|sum|mistake|error|total|count)?|wrong "
    r"(?:name|date|answer|one|number|city|person|place|way|order|year|time|day|word|language|file|address|"
    r"spelling|country|amount|author|formula|unit|units|currency|colou?r|size|month|total|email)\b|are you "
    r"sure (?:about that )?.{0,30}\b(?:is|was|it is|should)\b .*\bnot\b|that is not (?:my|the|how|what|"
    r"where|when|who|it|right|correct|true)\b|you (?:are|re) (?:wrong|mistaken|incorrect|confusing|mixing|"
    r"off)\b|(?:my|the) (?:name|date|address|number|order|email|birthday|flight|total) is (?:spelled|spelt|"
    r"not|actually)\b|(?:is|was|it is|are|it was|were|in|on|has|have|lives in|costs|takes|with|spelled|called|"
    r"died in) actually\b(?! (?:a |an |the |very |really |quite |pretty |so )*(?:good|great|nice|interesting|"
    r"helpful|useful|cool|helping|really|very|not bad|fine))|(?:change|replace|swap) (?:that|it|the \w+|my "
    r"\w+) (?:back )?to .{1,30}\b(?:not|as i said|like i said)"
)
ACTUALLY = re.compile(
    r"^(?:(?:no|um|uh|well|sorry|hm|hey|oh|but|wait|i think|yes) )*actually (?:i think |i believe )?(?:it|"
    r"that|the|my|his|her|their|our|there|this|he|she|they|we|its|[\w']+|\d+) (?:\w+ ){0,3}?(?:is|was|are|"
    r"were|has|had|happened|died|starts|ends|spelled|means|opened|won|wrote|should|came|comes|lives|goes|"
    r"costs|takes|went|began|born)\b(?! (?:\w+ )?(?:fine|good|great|okay|nice|better|perfect|helpful|useful|"
    r"interesting))"
)
CORRECTION_IS_TASK = re.compile(
    r"\b(?:grammar|sentence|sentences|paragraph|essay|email|code|script|function|bug|text|my (?:\w+ "
    r")?(?:sentence|essay|email|code|grammar|spelling|english|writing|answer|homework|paragraph|text|draft|"
    r"resume|cv|letter)|following)\b"
)
# What is to be said again.
THING = (
    r"(?:that|it|this|those|them|these|yourself|what you(?: \w+){0,3}|the (?:\w+ ){0,3}?\w+|your (?:\w+ "
    r"){0,2}?\w+|all (?:of )?(?:that|this|it)|everything|me (?:that|the \w+)|which \w+|what \w+)"
)
REPEAT = phrase(
    r"(?:say|repeat|read|show|send|give|tell|list|state|write|post|print|recite|spell|type|run|go over|"
    rf"display|run through|go through|play|paste)(?: (?:me|us|to me|out))?(?: {THING})?(?: (?:to me|for me|by "
    r"me|back|out|down|please|number \d+|in full|word for word|verbatim|exactly))*(?: (?:once|one) (?:more|"
    r"again)(?: time)?| one more time| again| a second time| back to me| another time)(?! (?:but|in|with|"
    r"using|differently|more|slower and|like|simpler|without|as))|repeat (?:that|it|please|yourself|what you|"
    r"your|the (?:last|first|second|third|previous|whole|final|number|name|address|question|list|answer|code|"
    r"steps?|instructions?|part|middle|options?|ingredients?|price|dates?|time|\w+ (?:part|step|bit|line|one|"
    r"number|sentence|word|point|name))|this|everything|all of)\b|^(?:please |just |okay |sorry |can you |"
    r"could you |would you |will you |can u |mind |i need you to )*(?:repeat|repeat please|repeat again)$|"
    r"(?:can|could|would|will) you (?:please )?repeat\b(?! (?:the|this|a|an) (?:process|experiment|exercise|"
    r"task|same|order|word \w+ \d+))|what (?:did|do) you (?:just )?(?:say|write|tell me|call it|suggest|"
    r"recommend|said)\b(?!.*\b(?:mean|about my|to do if)\b)|what was (?:that|the|your|his|her|it) ?(?:\w+)?$|"
    r"(?:i )?forgot (?:your|the|his|her|what you)\b|what (?:was|were|is|are) (?:that|it|those|they|the [\w' "
    r"]{1,40}|your [\w' ]{1,30}|his name|her name) (?:again|you (?:just )?(?:said|mentioned|suggested|"
    r"recommended|gave))|(?:who|where|when|which \w+|what \w+|what|how (?:many|much|long|old|far|big|often)|"
    r"which)(?: \w+){0,8} again$|(?:i|we) (?:just |kind of |totally |completely |sort of )?(?:missed|lost|"
    r"did not (?:catch|hear|get|see)|could not (?:hear|catch)|forgot) (?:that|it|you|what you|the (?:last|"
    r"first|second|third|middle|previous|number|name|end|beginning|part|bit|\w+ (?:part|step|bit|line|one|"
    r"number))|your last|all of that|some of that|part of that|a bit|any of that|everything)\b(?!.*\b(?:mean|"
    r"why)\b)|(?:one more time|once more|once again|come again|say again|again please|please again|say what|"
    r"what was that|what is that again|pardon|pardon me|beg your pardon|run that by me|say that)(?: (?:please|"
    r"again|sorry|slowly|once more))*$|i (?:did not|could not|can not) (?:quite |really )?(?:hear|catch|"
    r"read)\b|(?:go back|scroll back|back up) (?:and|to what|a bit|to the)\b.*(?:say|said|repeat|read)?|"
    r"(?:resend|re send)\b|remind me (?:what|of what|again|who|where|when|which|how)(?: \w+)*(?: (?:you|again|"
    r"said|was|were))"
)
BARE_REPEAT = re.compile(
    r"^(?:(?:oh|um|uh|wait|okay|hm|i am) )*(?:huh|what|sorry|pardon(?: me)?|eh|excuse me|come again|again|"
    r"repeat|what now|say what|wait what|sorry what|what sorry)(?: (?:please|again))?$"
)
# What is to be said otherwise.
OTHERWISE = (
    r"(?:differently|another way|a different way|(?:in|with|using) (?:other|simpler|plain|simple|different|"
    r"fewer|easier|your own|normal|clearer|everyday|more (?:basic|simple|everyday)|less (?:technical|"
    r"complicated|formal)|non technical|plainer|more human|regular|basic|human|understandable)(?: \w+)?(?: "
    r"(?:words|terms|english|language|way|sentences))?|in (?:english|layman\w*(?: s)?(?: terms)?|lay terms|"
    r"layperson\w*(?: s)?(?: terms)?|a (?:\w+ )?(?:simpler|different|easier|clearer|other|less \w+|more \w+) "
    r"(?:way|manner|form|words)|another way|a nutshell)|more (?:simply|clearly|plainly|slowly|understandably|"
    r"briefly)|simpler|simply|clearer|better|otherwise|easier|less (?:technical|technically|complicated)|like "
    r"(?:i am|a|you would|you are)\b.*|(?:as if|as though|for) (?:i am|i were|a|someone|dummies|"
    r"beginners)\b.*|a (?:bit|little) (?:more )?(?:simpler|clearer|easier|simply|clearly|better|differently))"
)
PARAPHRASE = phrase(
    r"(?:say|put|explain|phrase|word|describe|express|write|try|talk to me|speak to me|tell me|state|give me|"
    r"break|go over|frame|present)(?: (?:that|it|this|what you (?:said|mean|meant|just said)|all (?:of "
    r")?(?:that|this)|the (?:last|first|second|third|previous|whole|final)(?: \w+)?|your (?:\w+ )?\w+|the "
    r"\w+(?: \w+)?|to me|me|step \d+|\w+ing))*(?: (?:to me|for me|please|down|a bit|a little|maybe|just|even|"
    rf"once more|again|but))* {OTHERWISE}|(?:rephrase|reword|paraphrase|restate|simplify|dumb)(?: (?:that|it|"
    r"this|what you (?:said|mean|meant|just said)|all of that|the (?:last|first|second|third|previous|whole|"
    r"final|answer|explanation|\w+ (?:part|sentence|paragraph|bit|point))\b|your (?:\w+ )?\w+|please|down|for "
    r"me|a bit|a little|further|again|yourself|everything)|$)|in (?:other|simpler|plain|simple|layman\w*|lay|"
    r"easier|normal|everyday|plainer|fewer|different) (?:s )?(?:words|terms|english|language)|(?:simpler|"
    r"easier|clearer|plainer|simplified|shorter|less technical|more basic|dumbed down) (?:words|terms|version|"
    r"language|explanation|way|please|english)|(?:too|so|very|way too) (?:complicated|technical|complex|"
    r"confusing|advanced|dense|hard to follow|jargon\w*|abstract|wordy)(?!.*\b(?:recipe|game|for my)\b)|"
    r"(?:what|how) (?:exactly |precisely )?do you (?:\w+ )?mean(?: by (?:that|this|it|all (?:of )?that))?(?: "
    r"exactly| here| though)?$|what does (?:that|this|it|all (?:of )?(?:that|this)|any of that|any of this|"
    r"the (?:last|first|second|third|previous) \w+)(?: \w+)? (?:even |actually |really |all )?mean(?: exactly|"
    r" here| in practice| for me| though)?$|what (?:are|were) you (?:even |actually )?(?:trying to (?:say|"
    r"tell me)|saying|getting at|talking about|on about)|what is that supposed to mean|(?:^|\bi )(?:\w+ "
    r")??(?:still |really |just |honestly |do |am )*(?:do not|did not|can not|could not) (?:\w+ "
    r")?(?:understand|get|follow|grasp|make sense of|wrap my head around)(?: (?:that|it|this|you|any of "
    r"(?:that|this|it)|what you (?:\w+ ?){1,4}|your (?:\w+ )?(?:answer|explanation|point|reply|response|"
    r"message)|a word(?: of (?:that|this))?|at all|the (?:last|first|second|third|previous)?\s?(?:part|bit|"
    r"step|explanation|answer|point|sentence|paragraph|one)(?: \w+){0,4}|anything|all of that|all this|all "
    r"that|yet|sorry|still|what (?:that|this) means|everything))*$|(?:i am|you (?:have )?|still|so|am|totally|"
    r"completely|a bit|now i am) (?:\w+ )?(?:confused|lost me|lost|not following|not getting it|not sure (?:i "
    r"(?:understand|follow|get)|what (?:you|that|this) mean\w*))(?: (?:by that|by this|here|now|there|you|it|"
    r"that|sorry|please|again|still|at all))*$|(?:that|this|it) (?:makes no sense|does not make (?:any |much "
    r")?sense|went over my head|is (?:confusing|unclear|not clear|hard to follow|over my head|all greek to me|"
    r"gibberish))(?: to me)?|(?:explain|clarify)(?: (?:that|it|this|what you (?:said|mean|meant|just said)|"
    r"yourself|your (?:answer|last \w+|point|explanation|reply)|all that))(?: (?:to me|for me|please|a bit|a "
    r"little|better|more|further|clearly|again|again please|one more time))*$|(?:can|could|would|will) you "
    r"(?:please )?(?:clarify|explain|be clearer|be more clear|re ?explain)(?: (?:please|again|better|more "
    r"clearly|a bit))*$|^(?:please |sorry )*(?:clarify|explain again|explain better|simpler|simplify|simpler "
    r"please|plain english|english please|in english|eli5|rephrase|paraphrase|reword)(?: please)?$|explain "
    r"(?:\w+ )?like i am (?:a |an )?(?:five|5|\d+|child|kid|beginner|idiot|\w+)|not (?:clear|sure i follow|"
    r"following|getting it|making sense)(?: to me)?$|make (?:that|it|this) (?:\w+ )?(?:simpler|clearer|easier "
    r"to (?:understand|follow)|more understandable|less (?:technical|complicated))|is there (?:a|an|any) "
    r"(?:simpler|easier|clearer|other|another|different) way (?:to|of) (?:say|put|explain|phras|describ)\w*|"
    r"(?:another|different) (?:explanation|wording|way to (?:say|put|explain))|(?:no|do not have a) (?:idea|"
    r"clue) what (?:you|that|this|any of (?:that|this)) (?:mean|means|are saying|said|just said|are talking "
    r"about)"
)
TASK = re.compile(
    r"\b(?:(?:the|this) following|following (?:text|sentence|paragraph|passage|words?)|(?:this|my|these|the "
    r"attached|the below) (?:\w+ )?(?:sentence|paragraph|email|text|essay|article|passage|letter|abstract|"
    r"cover letter|quote|line|title|resume|message|bio|poem|statement|document|report|contract|speech|post|"
    r"paper|equation|expression|fraction|function|code|query))\b"
)
# What a word means.
DEFINE = (
    re.compile(
        r"\bwhat (?:does|do|did|is|are|was|would) (?:the (?:word|words|term|terms|phrase|acronym|abbreviation|"
        r"expression|letters) )?(?!(?:that|this|it|you|all|any|any of that|all of that|they)(?: \w+)? mean)(?:a |"
        r"an |the )?([\w' -]{1,50}?) (?:even |actually |really |exactly |supposed to )*(?:mean|means|stand for|"
        r"stands for|refer to|short for)\b"
    ),
    re.compile(
        r"\bwhat (?:exactly |precisely )?(?:do|did) you (?:\w+ )?mean (?:by|with|when you (?:say|said)) "
        r"(?!(?:that|this|it|all that)$)(?:a |an |the )?([\w' -]{1,50})"
    ),
    re.compile(
        r"\b(?:define|definition (?:of|for)|meaning of|mean by the (?:word|term|phrase)|what is meant by|meant "
        r"by)\b (?!(?:my|existence|dreams?|life)\b)(?!(?:a|an|the)? ?(?:function|variable|class|life$|constant|"
        r"method|array|list|new|macro|struct|schema))(?:a |an |the )?([\w' -]{1,50})"
    ),
    re.compile(
        r"\b(?:i )?(?:do not|did not|never) (?:know|understand|heard|recogni[sz]e|heard of) (?:what )?(?:the "
        r"(?:word|term|meaning of|phrase) )?(?:a |an |the )?([\w' -]{1,40}?)(?: (?:is|means?|are|stands for|"
        r"refers to|that word|the word|word))$"
    ),
    re.compile(
        r"\b(?:do not know|what is|what does|never heard|explain) (?:that|this) ((?:word|term|expression|acronym|"
        r"abbreviation))\b"
    ),
    re.compile(r"^([\w'-]+(?: [\w'-]+)?) meaning$"),
    re.compile(r"\bnever heard (?:of )?(?:the (?:word|term) )?(?:a |an |the )?([\w' -]{1,40})$"),
    re.compile(
        r"\b(?:not (?:familiar with|sure what)|unfamiliar with|no idea what|no clue what|what the heck is|what "
        r"the hell is|wtf is|unsure what) (?:the (?:word|term) )?(?:a |an |the )?(?!(?:you|that|this|it) (?:mean|"
        r"means|are|said))([\w' -]{1,40}?)(?: (?:is|means?|are|stands for))?$"
    ),
    re.compile(r"^(?:\w+ ){0,2}?([\w' -]{1,40}?) (?:means|is|being|stands for|meaning) what$"),
    re.compile(
        r"\b(?:explain|tell me|know|clarify|remind me) what (?:the (?:word|term|phrase) )?(?:a |an |the "
        r")?(?!(?:that|this|it|you|i|we|they)\b)([\w' -]{1,40}?) (?:means?|stands for|is|are|refers to)$"
    ),
    re.compile(
        r"\b(?:what kind of (?:word|thing|a word) is|whats? a|what sort of thing is) (?:a |an |the )?([\w' "
        r"-]{1,40})$"
    ),
)
WHAT_IS = re.compile(
    rf"^{LEAD}(?:what (?:exactly |even |actually |the heck |on earth )?(?:is|are|was)|(?:can|could) you "
    r"(?:explain|define|tell me|describe)(?: to me)?(?: what(?: is| are)?)?|explain|and what is|by the way "
    r"what is) (?:exactly |even |actually )?(?:a |an |the (?:word|term) |this |these |the |meant by "
    r")?((?:[\w'-]+ ?){1,4})$"
)
SENSES = re.compile(r"^(?:acronym|abbreviation|term|word|jargon|definition|meaning)s?$")
# What shows it.
EXAMPLE = phrase(
    r"(?:give|show|provide|share|have|has|need|want|see|get|got|offer|list|use|using|tell|with|through|"
    r"include|add|make|like|love|find|be|is|are|is there|think of|come up with|name|write|describe|walk me "
    r"through|post|another|throw in|about|what about|how about|as)(?: (?:me|us|to|see|have|get|for|this|that|"
    r"it|of|out|up|you|here))*(?: (?:with|some|a|an|one|two|three|a few|a couple of|any|more|another|the|few|"
    r"couple|several|at least|please|just|of|\d+))*(?: (?:\w+ ){0,3}?)(?:examples?|illustrations?|sample|"
    r"samples|use cases?|instances?)\b(?! (?:above|you (?:gave|used|mentioned|showed|said|wrote|provided)|"
    r"from before|is wrong|does not|i (?:gave|sent|wrote)))|^(?:\w+ )?(?:(?:any|an|some|more|another|one|one "
    r"more|a|for|concrete|real|real life|real world|quick|specific|practical|simple|other|further|got any|got "
    r"an|what) )*examples?(?: (?:please|of (?:that|this|it|one|what|how|when|where|a|an|the)|perhaps|maybe|"
    r"would help|would be|for|like|then|sentence|sentences|pls|here)\b.*)?$|(?:^|\b(?:please|okay|so|and|but|"
    r"hm|which|ones|one|what|who|where) )(?:for (?:example|instance)|such as|as in what|like what|like who|"
    r"like which|like where|like when|eg|e g)(?: (?:what|who|exactly|please))*$|(?:like what|such as what|"
    r"such as|like which ones?|like who)(?: exactly| for (?:example|instance)| specifically)?$|what (?:would|"
    r"does|do|could|might) (?:that|it|this|one|such a \w+|those|an? \w+) (?:actually |really )?look like(?: "
    r"in (?:practice|code|real life|action|reality))?|what is an? (?:\w+ ){0,2}example|(?:name|list|give|"
    r"tell) (?:me )?(?:one|a few|some|a couple|two|three)(?: of (?:them|those|these))?$|(?:illustrate|"
    r"demonstrate|exemplify)(?: (?:that|it|this|how|what|with)\b.*| please)?$|how (?:would|does|do|could) "
    r"(?:that|it|this) (?:look|work) in (?:practice|real life|action|code|the real world)|(?:can|could|would) "
    r"you (?:please )?(?:illustrate|demonstrate|exemplify|be concrete|make (?:that|it|this) concrete|make it "
    r"more concrete)|(?:in|with) a (?:concrete|real|specific|practical) (?:case|scenario|situation)"
)
STRONG_ABORT = re.compile(
    r"never mind|forget (?:it|that|about it)|changed my mind|give up|second thought|no longer|do not bother|"
    r"ignore"
)
CLOSING_FRAME = re.compile(
    r"^ *(?:it|that|this) (?:does|did|is|was)\b|\b(?:that is|exactly|just) what\b|\b(?:for|with|on|in) how\b|"
    r"\bif i (?:have|need|get) .*"
)
NOT_THAT = re.compile(
    r"^(?:\w+ ){1,9}?(?<!will )(?<!does )(?<!do )(?<!did )(?<!can )(?<!is )(?<!are )(?<!was )(?<!has "
    r")(?<!could )(?<!would )(?<!have )(?:not|instead of|rather than) (?:the |a |an |in |on |at |to |from |by "
    r"|for )?(\w+)$"
)
NO_IT_IS = re.compile(
    r"^no (?:it|that|this|he|she|they|there|(?:the|my|his|her|their|its) \w+) (?:is|was|are|were|has|should|"
    r"lives?|costs?|starts?|happened)\b(?! (?:okay|fine|all|it|not necessary|good|enough))"
)
ASKS_TO_CORRECT = re.compile(
    r"^(?:no |sorry |wait |please |hm |um )*(?:are you sure|(?:can|could|would|will) you (?:please "
    r")?(?:correct|fix|change|amend|check|double check|recalculate|recount|redo|recheck)|is not|was not|"
    r"should)"
)
NO_FAULT = re.compile(
    r"^(?:\w+ )?(?:that is|this is|it is|which is) (?:actually )?(?:not (?:bad|a problem|an issue)|really|"
    r"very|so)\b|\bnothing (?:is )?wrong\b|not (?:the|what) (?:\w+ )?(?:worst|best|only)\b|what is wrong|what "
    r"was wrong|what went wrong|something is wrong with my|what (?:should|am)"
)
BLAMES_YOU = re.compile(r"\b(?:you|your|wrong)\b(?! (?:please )?(?:correct|fix|check|proofread|review))")
OF_THE_WORLD = re.compile(
    r"\b(?:others?|another|my|your|else|options?|alarms?|price|cost|weather|time|address|phone|number|name|"
    r"date|best|difference|rating|total|next|point|problem|first|second|last|answer|result|deadline|plan|"
    r"temperature|capital|population|distance|password|status)\b"
)
WHAT_IS_IT = re.compile(
    rf"^{LEAD}what (?:is|does|are|do) (?:that|it|this|those|these|they)(?: (?:mean|stand for|even mean|"
    r"exactly|again))*$"
)
