"""The phrases that requests are read from: patterns over plain words (`classifiers.plain`), one a question
that `requests` asks.

Words only: what a phrase means where it stands is decided in `requests`. A changed phrase changes `requests.REQUEST.version`.
"""

from __future__ import annotations

import re

from commonground.measures.classifiers import listed, phrase

WH = r"(?:what|who|where|when|which|how)"
LEAD = (
    r"(?:(?:oh|um|uh|er|wait|okay|hm|so|and|but|well|hang on|hold on|hey|ah|right|please|yes|no|sorry|excuse me|"
    r"pardon|thanks|i am sorry|actually|great|cool|just|alright|lol|haha|honestly|ugh|eh|meh|argh|hm|yo|thank you|"
    r"you know what|you know|now|then) )*"
)
# What ends a request altogether.
ABORT = re.compile(
    rf"^{LEAD}(?:(?:never mind|forget (?:it|that|this|about (?:it|that|this)|i (?:asked|said anything|mentioned it|"
    r"said that)|what i (?:said|asked|just (?:said|asked))|the (?:whole thing|question|request)|my (?:last "
    r")?(?:question|request))|(?:let us )?(?:just )?(?:cancel|abort|scrap|drop|skip|stop|end|quit|leave|halt|forget|"
    r"ditch|abandon|kill|pause)(?: (?:it|that|this|there|here|now|please|everything|all (?:of )?(?:it|this|that)|"
    r"the (?:request|question|task|whole thing|search|order|process|booking|subject|topic|idea|game|story|quiz|"
    r"exercise|plan|rest|explanation)|right there|talking|already|at that|for now|my (?:request|question|last "
    r"request|order)|explaining|generating|writing|immediately|at once|trying|with (?:it|that|this)|about it|"
    r"altogether|the (?:list|answer)))*|scratch that|strike that|do not (?:bother|worry about (?:it|that|this)|"
    r"continue|go on|mind (?:that|it|me)|do (?:it|that)|need (?:it|that|this) any ?more|answer (?:that|this|it))(?: "
    r"(?:with (?:it|that|this)|any ?more|then|please))*|no need(?: to (?:continue|go on|answer|finish|bother|"
    r"explain))?(?: any ?more)?|(?:that is |okay )?(?:enough|that will do|that is enough)(?: (?:of (?:this|that|it)|"
    r"already|now|for now|please|thanks))*|(?:let us|i would rather|i want to) (?:not|stop|drop it|give up|leave "
    r"it)(?: (?:do (?:this|that|it)|it|here|there|at that|this|bother|now|then|any ?more|for now|continue|doing "
    r"this))*|i (?:have |just )?(?:changed my mind|give up|am giving up|gave up|quit)(?: (?:on (?:this|that|it)|"
    r"about (?:this|that|it)|now|actually|completely))*|i (?:really |just )?(?:do not|no longer|will not) (?:want|"
    r"need|care (?:about|for))(?: (?:to|it|that|this|any|an answer|do|know|continue|the answer|about|you|"
    r"with)){1,6}(?: any ?more| after all| now| any longer)*|(?:on )?second thoughts?(?: (?:no|never mind|forget "
    r"it|let us not|skip it|do not|do not bother|leave it|cancel that|cancel it))*|(?:please )?ignore (?:that|it|"
    r"this|me|my (?:last )?(?:question|message|request)|what i (?:said|asked|just said)|the (?:last|previous) "
    r"(?:question|message|request|one)|all that)|call (?:it|the whole thing) off|leave (?:it|that)(?: (?:for now|"
    r"there|be|alone|then|out))?|it does not matter(?: any ?more)?|i will (?:just )?(?:figure|look|work|sort|do|"
    r"find|google|handle|ask) (?:it |that |this )?(?:out |up )?(?:someone else|myself|later|on my own|elsewhere|by "
    r"myself|another time)|not (?:needed|necessary|important|any ?more)(?: any ?more)?|you can stop(?: (?:now|there|"
    r"here))?|(?:this|that|it) is (?:pointless|not (?:worth it|going anywhere|important|working)(?: let us stop| "
    r"forget it| stop)?)|no longer needed))\b"
)
STILL_ABORT = re.compile(
    r"^(?:then|now|please|thanks|thank you|sorry|about it|it|that|this|i|we|me|my|found|figured|got|any|will|do|not|"
    r"need|want|worked|it works|works|out|up|just|was|is|have|already|actually|let us|the|a|too|too hard|any ?more|"
    r"after all|for now|okay|never mind|forget|stop|cancel|no|its|fixed|solved|myself|later|bye|another|time|"
    r"something|else|different|someone|here|there|and|so|never|mind|changed|really|important|matter|does|to|know|"
    r"help|because|takes|taking|long|too|this is|sorted|remembered|wrong|chat|window|question|all|what i|said|asked|"
    r"before|instead|someone|be|fine|anyway|of|it is|again|enough|working|go|going|nowhere|point|continue|talking|"
    r"useless|tired|can|answer|myself|on|own|with|you|are|in|at|got it|see)$"
)
GOES_ON = phrase(
    r"i (?:would like|want|need)(?! (?:to stop|it|this|that)\b)|instead|(?:let us|i will) (?:try|do|go|take|have)|"
    r"(?:can|could) you|(?:how|what) about|there will be|make it|find me"
)
NO_ABORT = re.compile(
    r"\b(?:how (?:do|can|to)|should i|(?:my|the|a) (?:subscription|membership|reservation|flight|appointment|"
    r"account|meeting|alarm|hotel|payment|service|policy|plan for|insurance)|smoking|drinking|using|adding|calling|"
    r"saying|giving|apologi\w+|being|repeating|button|command|working|function|script|the (?:emojis?|bullet|bullets|"
    r"intro|introduction|jokes))\b"
)
# What closes.
OFFERED = phrase(
    r"any ?thing (?:else|more)|something else|(?:assist|help) (?:you|with)?|(?:other|more|further) (?:questions?|"
    r"help|assistance)|of (?:further )?assistance|need else"
)
THANKS = (
    r"(?:thank you|thanks|thank|cheers|much appreciated|i (?:really )?appreciate (?:it|that|this|your help|the help|"
    r"all your help|everything|you)|many thanks|ta|appreciate (?:it|that|your help|the help|you))(?: (?:so much|"
    r"very much|a lot|a bunch|a million|a ton|again|anyway|though|loads|heaps|kindly|mate|man|dude|buddy|friend|"
    r"everyone|everything|all|tons))*(?: (?:for|to) (?:all |(?:the|your|this|that|all|everything|helping|taking|"
    r"being|walking|explaining|clearing|sorting) ?)(?:[\w']+\b ?){0,7})?"
)
CLOSES = re.compile(
    rf"\b(?:{THANKS}|bye(?: (?:bye|now|for now))?|good ?night|farewell|see (?:you|ya)(?: (?:later|soon|around|"
    r"tomorrow|then|next time))?|(?:talk|speak|chat|catch) (?:to |with )?(?:you )?(?:later|soon|tomorrow|next time|"
    r"up later)|take care|so long|until next time|have (?:a|an|yourself a) (?:good|great|nice|lovely|wonderful|"
    r"fantastic|pleasant|awesome|super) (?:one|day|night|evening|weekend|week|time|rest|afternoon|morning)(?: of "
    r"(?:your|the) \w+)?|(?:i think |i guess |i believe )?(?:that is|that was|that will be|this is|that would be|"
    r"that should be) (?:it|all|everything|about it|about all|me done|all i (?:need|needed|wanted|wanted to know|"
    r"had|have|want)|everything i (?:need|needed|wanted|had)|what i (?:needed|was looking for|wanted))(?: (?:for "
    r"(?:now|today|me|the moment)|i (?:need|needed|wanted|had|have)(?: to know)?|from me|then|really|today|folks))*|"
    r"nothing (?:else|more|further)(?: (?:for (?:now|today|me)|from me|thanks|at the moment|needed|i need))*|no "
    r"(?:more|further|other) (?:questions?|help|requests?|things?)(?: (?:from me|for now|today|needed|right now))*|"
    r"(?:i am|we are|am|are) (?:all )?(?:done|set|good|finished|sorted|good to go|good now|off|out|signing off|"
    r"logging off|leaving)(?: (?:here|now|for (?:now|today)|then|to bed|with (?:this|that|everything)|thanks|for "
    r"the day))*|all (?:set|done|good|sorted|clear)(?: (?:now|here|then|on my end))*|(?:that|this|you|it) (?:\w+ "
    r")?(?:answers?|answered|covers?|covered|solves?|solved|fixe[sd]|sorts?|sorted|settles|helped|helps|did it|"
    r"worked|works|clears?|cleared)(?: (?:my|the|it|all|everything|up|a lot|me|that|perfectly|great|now|out|problem|"
    r"question|questions|issue|my question|it all|things|so much|i needed|very much))*|(?:got|have|has) "
    r"(?:everything|all|what) (?:that )?i (?:need|needed|wanted|was after|came for)|(?:i )?(?:gotta|have to|got to|"
    r"need to|must|better|should|going to|will|had better|am going to) (?:go|run|head out|leave|get going|be off|"
    r"log off|let you go|get back to (?:work|it)|sleep|go to bed|sign off|call it a (?:day|night))(?: now)?|signing "
    r"off|logging off|let us (?:end|stop|leave it|finish|wrap up|call it a (?:day|night))(?: (?:here|there|at that|"
    r"for (?:now|today)))*|we can (?:end|stop|close|finish|wrap up)(?: (?:here|there|this|the chat|now))*|(?:no|"
    r"nope) (?:that is|thanks|thank you)|that will do(?: it)?|no need|problem solved|case closed|over and out|ttfn|"
    r"later|later (?:gator|man|dude)|peace|catch you later)\b"
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
    r"\b(?:but|however|though (?:i|can|could|what)|can you|could you|would you|will you|also|one more|another|what|"
    r"how|why|where|when|who|which|next|now (?:can|could|what|how|i|tell|do|let|make)|please (?!accept)|instead|in "
    r"advance|should i|tell me|give me|show me|do you|does|is (?:it|there|this|that)|before (?:i|we|you)|until|if)\b"
)
# What is wrong and is to be put right.
WRONG = (
    r"(?:wrong|incorrect|not (?:quite |entirely |really |actually |even )?(?:right|correct|true|accurate|it|what|"
    r"how|the|my|a|where|who|when)|inaccurate|false|mistaken|off|backwards|outdated|an error|a mistake|a typo|"
    r"misspelled|the wrong \w+|nonsense)"
)
CORRECT = phrase(
    r"(?:that|this|it|those|they|these|your \w+|your \w+ \w+|the \w+|the \w+ \w+|the \w+ \w+ \w+|line \d+|number "
    r"\d+|step \d+|\w+ answer|there|you|which|part of (?:that|this|it)|some of (?:that|this|it)) (?:is|are|was|were|"
    r"looks?|seems?|still is|has|have) (?:still |just |all |simply |completely |totally |actually |clearly |"
    rf"definitely |a bit |plain |flat out |to be )?{WRONG}|^(?:no |but |sorry |hm )*i (?:asked for|ordered|requested|"
    r"told you|said|wanted)\b(?! (?:to|that i (?:want|need)))(?=(?: [\w']+){1,7}$)|^no(?: \w+){2,} not \w+(?: "
    r"\w+)?$|^(?:no |nope |sorry |um |hm |ha |oh )*(?:wrong|incorrect|not (?:right|correct|true)|false)\b|you "
    r"(?:have |are |made |just |also |still |keep |clearly |got |seem to have |may have |must have |did |"
    r"accidentally )*(?:got|get|getting|spelled|spelt|misspelled|misspelt|mixed|mixing|confused|confusing|misread|"
    r"misheard|misunderstood|misquoted|miscounted|miscalculated|forgot|forgotten|missed|swapped|wrote|written|put|"
    r"used|mistaken|mistook|wrong|reversed|switched|added it wrong|left out|skipped|counted|omitted|messed|assumed|"
    r"calculated|added)\b(?! (?:it )?to (?:be|me))(?=.{0,60})|you (?:made|have made|have got|made me) (?:a|an|"
    r"some|another|two) (?:\w+ )?(?:mistakes?|errors?|slip|typos?)|there (?:is|are|was|were|seems to be|must be) "
    r"(?:a|an|some|still an?|another|two|several) (?:\w+ )?(?:mistakes?|errors?|typos?|slip)|(?:correct|fix|amend|"
    r"rectify) (?:that|it|this|yourself|the (?:date|name|spelling|number|total|mistakes?|errors?|typos?|last|amount|"
    r"address|time|year|order|price|answer|first|second|third|figure|quantity|sum|city|city name)|your (?:mistakes?|"
    r"answer|errors?|last|spelling|math|maths|calculation))\b(?! (?:format|in|of|on|from|for)\b)|i (?:\w+ )?(?:said|"
    r"asked for|asked|told you|wrote|typed|specified|meant|ordered|requested|mentioned|wanted)\b.{1,60}\b(?:not|"
    r"instead of|rather than|never)\b|(?:no|not)\b.{0,25}\bi (?:\w+ )?(?:said|asked|told you|wrote|meant|ordered|"
    r"wanted|mean)\b|i (?:did not|never|have not) (?:\w+ )?(?:say|said|ask|asked|order|ordered|mean|meant|want|"
    r"wanted|request|mention|mentioned|tell|told|write|wrote|type|typed)\b|i (?:meant|mean) .{1,50}\bnot\b|"
    r"(?:sorry|oops|actually|wait|no|hm) i (?:meant|misspoke|mistyped)\b|(?:it|that|this|he|she|they|there|the "
    r"\w+(?: \w+)?|my \w+(?: \w+)?|his \w+|her \w+|their \w+|our \w+|its \w+|which|\w+) (?:is|was|are|were|should "
    r"be|has|have|had|happened in|starts|means|ends|takes|lives|comes|goes|died|opened) (?:\w+ ){0,5}?(?:not|"
    r"instead of|rather than) (?:the |a |an |in |on |at |to |from |by |with |for )?\w+$|(?:that|it|this|the \w+|the "
    r"\w+ \w+|the \w+ \w+ \w+|my \w+|there|which|line \d+|step \d+|\w+) (?:should|ought to|must|needs to|has to|was "
    r"supposed to|is supposed to) (?:have )?(?:be|been|say|read|have|come|start|mean|equal)\b|(?:not|instead of) "
    r"\w+(?: \w+){0,3} (?:but|it is|it was)\b|(?:please )?(?:check|recheck|double check|redo|recalculate|recount|"
    r"review|look at) (?:that|it|your|the|this)\b.{0,40}(?:again|wrong|math|maths|answer|calculation|sum|mistake|"
    r"error|total|count)|wrong (?:name|date|answer|one|number|city|person|place|way|order|year|time|day|word|"
    r"language|file|address|spelling|country|amount|author|formula|unit|units|currency|colou?r|size|month|total|"
    r"email)\b|are you sure (?:about that )?.{0,30}\b(?:is|was|it is|should)\b .*\bnot\b|that is not (?:my|the|"
    r"how|what|where|when|who|it|right|correct|true)\b|you (?:are|re) (?:wrong|mistaken|incorrect|confusing|mixing|"
    r"off)\b|(?:my|the) (?:name|date|address|number|order|email|birthday|flight|total) is (?:spelled|spelt|not|"
    r"actually)\b|(?:is|was|it is|are|it was|were|in|on|has|have|lives in|costs|takes|with|spelled|called|died in) "
    r"actually\b(?! (?:a |an |the |very |really |quite |pretty |so )*(?:good|great|nice|interesting|helpful|useful|"
    r"cool|helping|really|very|not bad|fine))|(?:change|replace|swap) (?:that|it|the \w+|my \w+) (?:back )?to "
    r".{1,30}\b(?:not|as i said|like i said)"
)
ACTUALLY = re.compile(
    r"^(?:(?:no|um|uh|well|sorry|hm|hey|oh|but|wait|i think|yes) )*actually (?:i think |i believe )?(?:it|that|the|"
    r"my|his|her|their|our|there|this|he|she|they|we|its|[\w']+|\d+) (?:\w+ ){0,3}?(?:is|was|are|were|has|had|"
    r"happened|died|starts|ends|spelled|means|opened|won|wrote|should|came|comes|lives|goes|costs|takes|went|began|"
    r"born)\b(?! (?:\w+ )?(?:fine|good|great|okay|nice|better|perfect|helpful|useful|interesting))"
)
CORRECTION_IS_TASK = re.compile(
    r"\b(?:grammar|sentence|sentences|paragraph|essay|email|code|script|function|bug|text|my (?:\w+ )?(?:sentence|"
    r"essay|email|code|grammar|spelling|english|writing|answer|homework|paragraph|text|draft|resume|cv|letter)|"
    r"following)\b"
)
# What is to be said again.
THING = (
    r"(?:that|it|this|those|them|these|yourself|what you(?: \w+){0,3}|the (?:\w+ ){0,3}?\w+|your (?:\w+ "
    r"){0,2}?\w+|all (?:of )?(?:that|this|it)|everything|me (?:that|the \w+)|which \w+|what \w+)"
)
REPEAT = phrase(
    r"(?:say|repeat|read|show|send|give|tell|list|state|write|post|print|recite|spell|type|run|go over|display|run "
    rf"through|go through|play|paste)(?: (?:me|us|to me|out))?(?: {THING})?(?: (?:to me|for me|by me|back|out|down|"
    r"please|number \d+|in full|word for word|verbatim|exactly))*(?: (?:once|one) (?:more|again)(?: time)?| one "
    r"more time| again| a second time| back to me| another time)(?! (?:but|in|with|using|differently|more|slower "
    r"and|like|simpler|without|as))|repeat (?:that|it|please|yourself|what you|your|the (?:last|first|second|third|"
    r"previous|whole|final|number|name|address|question|list|answer|code|steps?|instructions?|part|middle|options?|"
    r"ingredients?|price|dates?|time|\w+ (?:part|step|bit|line|one|number|sentence|word|point|name))|this|"
    r"everything|all of)\b|^(?:please |just |okay |sorry |can you |could you |would you |will you |can u |mind |i "
    r"need you to )*(?:repeat|repeat please|repeat again)$|(?:can|could|would|will) you (?:please )?repeat\b(?! "
    r"(?:the|this|a|an) (?:process|experiment|exercise|task|same|order|word \w+ \d+))|what (?:did|do) you (?:just "
    r")?(?:say|write|tell me|call it|suggest|recommend|said)\b(?!.*\b(?:mean|about my|to do if)\b)|what was (?:that|"
    r"the|your|his|her|it) ?(?:\w+)?$|(?:i )?forgot (?:your|the|his|her|what you)\b|what (?:was|were|is|are) "
    r"(?:that|it|those|they|the [\w' ]{1,40}|your [\w' ]{1,30}|his name|her name) (?:again|you (?:just "
    r")?(?:said|mentioned|suggested|recommended|gave))|(?:who|where|when|which \w+|what \w+|what|how (?:many|much|"
    r"long|old|far|big|often)|which)(?: \w+){0,8} again$|(?:i|we) (?:just |kind of |totally |completely |sort of "
    r")?(?:missed|lost|did not (?:catch|hear|get|see)|could not (?:hear|catch)|forgot) (?:that|it|you|what you|the "
    r"(?:last|first|second|third|middle|previous|number|name|end|beginning|part|bit|\w+ (?:part|step|bit|line|one|"
    r"number))|your last|all of that|some of that|part of that|a bit|any of that|everything)\b(?!.*\b(?:mean|"
    r"why)\b)|(?:one more time|once more|once again|come again|say again|again please|please again|say what|what "
    r"was that|what is that again|pardon|pardon me|beg your pardon|run that by me|say that)(?: (?:please|again|"
    r"sorry|slowly|once more))*$|i (?:did not|could not|can not) (?:quite |really )?(?:hear|catch|read)\b|(?:go "
    r"back|scroll back|back up) (?:and|to what|a bit|to the)\b.*(?:say|said|repeat|read)?|(?:resend|re send)\b|"
    r"remind me (?:what|of what|again|who|where|when|which|how)(?: \w+)*(?: (?:you|again|said|was|were))"
)
BARE_REPEAT = re.compile(
    r"^(?:(?:oh|um|uh|wait|okay|hm|i am) )*(?:huh|what|sorry|pardon(?: me)?|eh|excuse me|come again|again|repeat|"
    r"what now|say what|wait what|sorry what|what sorry)(?: (?:please|again))?$"
)
# What is to be said otherwise.
LIKE = re.compile(r"^(?:so |um )?(?:like|as in)$")
WHAT_NAMED = re.compile(r"^(?:huh|sorry|wait|um|uh) (?:what|which) (\w+)$")
NO_IT_DID = re.compile(r"^no (?:it|he|she|they|there|that|this|(?:the|my|his|her|their|its) \w+) \w+(?: \w+){1,6}$")
OTHERWISE = (
    r"(?:differently|another way|a different way|(?:in|with|using) (?:other|simpler|plain|simple|different|fewer|"
    r"easier|your own|normal|clearer|everyday|more (?:basic|simple|everyday)|less (?:technical|complicated|formal)|"
    r"non technical|plainer|more human|regular|basic|human|understandable)(?: \w+)?(?: (?:words|terms|english|"
    r"language|way|sentences))?|in (?:english|layman\w*(?: s)?(?: terms)?|lay terms|layperson\w*(?: s)?(?: terms)?|"
    r"a (?:\w+ )?(?:simpler|different|easier|clearer|other|less \w+|more \w+) (?:way|manner|form|words)|another way|"
    r"a nutshell)|more (?:simply|clearly|plainly|slowly|understandably|briefly)|simpler|simply|clearer|better|"
    r"otherwise|easier|less (?:technical|technically|complicated)|like (?:i am|a|you would|you are)\b.*|(?:as if|as "
    r"though|for) (?:i am|i were|a|someone|dummies|beginners)\b.*|a (?:bit|little) (?:more )?(?:simpler|clearer|"
    r"easier|simply|clearly|better|differently))"
)
PARAPHRASE = phrase(
    r"^(?:\w+ ){0,2}?like (?:i am|you would to) (?:a |an )?(?:\w+ )?(?:\d+|five|six|ten|kid|child)\b|(?:say|put|"
    r"explain|phrase|word|describe|express|write|try|talk to me|speak to me|tell me|state|give me|break|go over|"
    r"frame|present)(?: (?:that|it|this|what you (?:said|mean|meant|just said)|all (?:of )?(?:that|this)|the "
    r"(?:last|first|second|third|previous|whole|final)(?: \w+)?|your (?:\w+ )?\w+|the \w+(?: \w+)?|to me|me|step "
    rf"\d+|\w+ing))*(?: (?:to me|for me|please|down|a bit|a little|maybe|just|even|once more|again|but))* {OTHERWISE}"
    r"|(?:rephrase|reword|paraphrase|restate|simplify|dumb)(?: (?:that|it|this|what you (?:said|mean|meant|just "
    r"said)|all of that|the (?:last|first|second|third|previous|whole|final|answer|explanation|\w+ (?:part|sentence|"
    r"paragraph|bit|point))\b|your (?:\w+ )?\w+|please|down|for me|a bit|a little|further|again|yourself|"
    r"everything)|$)|in (?:other|simpler|plain|simple|layman\w*|lay|easier|normal|everyday|plainer|fewer|different) "
    r"(?:s )?(?:words|terms|english|language)|(?:simpler|easier|clearer|plainer|simplified|shorter|less technical|"
    r"more basic|dumbed down) (?:words|terms|version|language|explanation|way|please|english)|(?:too|so|very|way "
    r"too) (?:complicated|technical|complex|confusing|advanced|dense|hard to follow|jargon\w*|abstract|"
    r"wordy)(?!.*\b(?:recipe|game|for my)\b)|(?:what|how) (?:exactly |precisely )?do you (?:\w+ )?mean(?: by "
    r"(?:that|this|it|all (?:of )?that))?(?: exactly| here| though)?$|what does (?:that|this|it|all (?:of )?(?:that|"
    r"this)|any of that|any of this|the (?:last|first|second|third|previous) \w+)(?: \w+)? (?:even |actually |"
    r"really |all )?mean(?: exactly| here| in practice| for me| though)?$|what (?:are|were) you (?:even |actually "
    r")?(?:trying to (?:say|tell me)|saying|getting at|talking about|on about)|what is that supposed to mean|(?:^|"
    r"\bi )(?:\w+ )??(?:still |really |just |honestly |do |am )*(?:do not|did not|can not|could not) (?:\w+ "
    r")?(?:understand|get|follow|grasp|make sense of|wrap my head around)(?: (?:that|it|this|you|any of (?:that|"
    r"this|it)|what you (?:\w+ ?){1,4}|your (?:\w+ )?(?:answer|explanation|point|reply|response|message)|a "
    r"word(?: of (?:that|this))?|at all|the (?:last|first|second|third|previous)?\s?(?:part|bit|step|explanation|"
    r"answer|point|sentence|paragraph|one)(?: \w+){0,4}|anything|all of that|all this|all that|yet|sorry|still|"
    r"what (?:that|this) means|everything))*$|(?:i am|you (?:have )?|still|so|am|totally|completely|a bit|now i am) "
    r"(?:\w+ )?(?:confused|lost me|lost|not following|not getting it|not sure (?:i (?:understand|follow|get)|what "
    r"(?:you|that|this) mean\w*))(?: (?:by that|by this|here|now|there|you|it|that|sorry|please|again|still|at "
    r"all))*$|(?:that|this|it) (?:makes no sense|does not make (?:any |much )?sense|went over my head|is "
    r"(?:confusing|unclear|not clear|hard to follow|over my head|all greek to me|gibberish))(?: to me)?|(?:explain|"
    r"clarify)(?: (?:that|it|this|what you (?:said|mean|meant|just said)|yourself|your (?:answer|last \w+|point|"
    r"explanation|reply)|all that))(?: (?:to me|for me|please|a bit|a little|better|more|further|clearly|again|"
    r"again please|one more time))*$|(?:can|could|would|will) you (?:please )?(?:clarify|explain|be clearer|be more "
    r"clear|re ?explain)(?: (?:please|again|better|more clearly|a bit))*$|^(?:please |sorry )*(?:clarify|explain "
    r"again|explain better|simpler|simplify|simpler please|plain english|english please|in english|eli5|rephrase|"
    r"paraphrase|reword)(?: please)?$|explain (?:\w+ )?like i am (?:a |an )?(?:five|5|\d+|child|kid|beginner|idiot|"
    r"\w+)|not (?:clear|sure i follow|following|getting it|making sense)(?: to me)?$|make (?:that|it|this) (?:\w+ "
    r")?(?:simpler|clearer|easier to (?:understand|follow)|more understandable|less (?:technical|complicated))|is "
    r"there (?:a|an|any) (?:simpler|easier|clearer|other|another|different) way (?:to|of) (?:say|put|explain|phras|"
    r"describ)\w*|(?:another|different) (?:explanation|wording|way to (?:say|put|explain))|(?:no|do not have a) "
    r"(?:idea|clue) what (?:you|that|this|any of (?:that|this)) (?:mean|means|are saying|said|just said|are talking "
    r"about)"
)
TASK = re.compile(
    r"\b(?:(?:the|this) following|following (?:text|sentence|paragraph|passage|words?)|(?:this|my|these|the "
    r"attached|the below) (?:\w+ )?(?:sentence|paragraph|email|text|essay|article|passage|letter|abstract|cover "
    r"letter|quote|line|title|resume|message|bio|poem|statement|document|report|contract|speech|post|paper|equation|"
    r"expression|fraction|function|code|query))\b"
)
# What a word means.
DEFINE = (
    re.compile(
        r"\bwhat (?:does|do|did|is|are|was|would) (?:the (?:word|words|term|terms|phrase|acronym|abbreviation|"
        r"expression|letters) )?(?!(?:that|this|it|you|all|any|any of that|all of that|they)(?: \w+)? mean)(?:a |an |"
        r"the )?([\w' -]{1,50}?) (?:even |actually |really |exactly |supposed to )*(?:mean|means|stand for|stands for|"
        r"refer to|short for)\b"
    ),
    re.compile(
        r"\bwhat (?:exactly |precisely )?(?:do|did) you (?:\w+ )?mean (?:by|with|when you (?:say|said)) (?!(?:that|this|"
        r"it|all that)$)(?:a |an |the )?([\w' -]{1,50})"
    ),
    re.compile(
        r"\b(?:define|definition (?:of|for)|meaning of|mean by the (?:word|term|phrase)|what is meant by|meant by)\b "
        r"(?!(?:my|existence|dreams?|life)\b)(?!(?:a|an|the)? ?(?:function|variable|class|life$|constant|method|array|"
        r"list|new|macro|struct|schema))(?:a |an |the )?([\w' -]{1,50})"
    ),
    re.compile(
        r"\b(?:i )?(?:do not|did not|never) (?:know|understand|heard|recogni[sz]e|heard of) (?:what )?(?:the (?:word|"
        r"term|meaning of|phrase) )?(?:a |an |the )?([\w' -]{1,40}?)(?: (?:is|means?|are|stands for|refers to|that "
        r"word|the word|word))$"
    ),
    re.compile(
        r"\b(?:do not know|what is|what does|never heard|explain) (?:that|this) ((?:word|term|expression|acronym|"
        r"abbreviation))\b"
    ),
    re.compile(r"^([\w'-]+(?: [\w'-]+)?) meaning$"),
    re.compile(r"\bnever heard (?:of )?(?:the (?:word|term) )?(?:a |an |the )?([\w' -]{1,40})$"),
    re.compile(
        r"\b(?:not (?:familiar with|sure what)|unfamiliar with|no idea what|no clue what|what the heck is|what the hell "
        r"is|wtf is|unsure what) (?:the (?:word|term) )?(?:a |an |the )?(?!(?:you|that|this|it) (?:mean|means|are|"
        r"said))([\w' -]{1,40}?)(?: (?:is|means?|are|stands for))?$"
    ),
    re.compile(r"^(?:\w+ ){0,2}?([\w' -]{1,40}?) (?:means|is|being|stands for|meaning) what$"),
    re.compile(
        r"\b(?:explain|tell me|know|clarify|remind me) what (?:the (?:word|term|phrase) )?(?:a |an |the )?(?!(?:that|"
        r"this|it|you|i|we|they)\b)([\w' -]{1,40}?) (?:means?|stands for|is|are|refers to)$"
    ),
    re.compile(
        r"\b(?:what kind of (?:word|thing|a word) is|whats? a|what sort of thing is) (?:a |an |the )?([\w' -]{1,40})$"
    ),
)
WHAT_IS = re.compile(
    rf"^{LEAD}(?:what (?:exactly |even |actually |the heck |on earth )?(?:is|are|was)|(?:can|could) you (?:explain|"
    r"define|tell me|describe)(?: to me)?(?: what(?: is| are)?)?|explain|and what is|by the way what is) (?:exactly "
    r"|even |actually )?(?:a |an |the (?:word|term) |this |these |the |meant by )?((?:[\w'-]+ ?){1,4})$"
)
# What shows it.
EXAMPLE = phrase(
    r"(?:give|show|provide|share|have|has|need|want|see|get|got|offer|list|use|using|tell|with|through|include|add|"
    r"make|like|love|find|be|is|are|is there|think of|come up with|name|write|describe|walk me through|post|another|"
    r"throw in|about|what about|how about|as)(?: (?:me|us|to|see|have|get|for|this|that|it|of|out|up|you|here))*(?: "
    r"(?:with|some|a|an|one|two|three|a few|a couple of|any|more|another|the|few|couple|several|at least|please|"
    r"just|of|\d+))*(?: (?:\w+ ){0,3}?)(?:examples?|illustrations?|sample|samples|use cases?|instances?)\b(?! "
    r"(?:above|you (?:gave|used|mentioned|showed|said|wrote|provided)|from before|is wrong|does not|i (?:gave|sent|"
    r"wrote)))|^(?:\w+ )?(?:(?:any|an|some|more|another|one|one more|a|for|concrete|real|real life|real world|quick|"
    r"specific|practical|simple|other|further|got any|got an|what) )*examples?(?: (?:please|of (?:that|this|it|one|"
    r"what|how|when|where|a|an|the)|perhaps|maybe|would help|would be|for|like|then|sentence|sentences|pls|"
    r"here)\b.*)?$|(?:^|\b(?:please|okay|so|and|but|hm|which|ones|one|what|who|where) )(?:for (?:example|instance)|"
    r"such as|as in what|like what|like who|like which|like where|like when|eg|e g)(?: (?:what|who|exactly|"
    r"please))*$|(?:like what|such as what|such as|like which ones?|like who)(?: exactly| for (?:example|instance)| "
    r"specifically)?$|what (?:would|does|do|could|might) (?:that|it|this|one|such a \w+|those|an? \w+) (?:actually |"
    r"really )?look like(?: in (?:practice|code|real life|action|reality))?|what is an? (?:\w+ ){0,2}example|"
    r"(?:name|list|give|tell) (?:me )?(?:one|a few|some|a couple|two|three)(?: of (?:them|those|these))?$|"
    r"(?:illustrate|demonstrate|exemplify)(?: (?:that|it|this|how|what|with)\b.*| please)?$|how (?:would|does|do|"
    r"could) (?:that|it|this) (?:look|work) in (?:practice|real life|action|code|the real world)|(?:can|could|"
    r"would) you (?:please )?(?:illustrate|demonstrate|exemplify|be concrete|make (?:that|it|this) concrete|make it "
    r"more concrete)|(?:in|with) a (?:concrete|real|specific|practical) (?:case|scenario|situation)"
)
STRONG_ABORT = re.compile(
    r"never mind|forget (?:it|that|about it)|changed my mind|give up|second thought|no longer|do not bother|ignore"
)
CLOSING_FRAME = re.compile(
    r"^ *(?:it|that|this) (?:does|did|is|was)\b|\b(?:that is|exactly|just) what\b|\b(?:for|with|on|in) how\b|\bif i "
    r"(?:have|need|get) .*"
)
NOT_THAT = re.compile(
    r"^(?:\w+ ){1,9}?(?<!will )(?<!does )(?<!do )(?<!did )(?<!can )(?<!is )(?<!are )(?<!was )(?<!has )(?<!could "
    r")(?<!would )(?<!have )(?:not|instead of|rather than) (?:the |a |an |in |on |at |to |from |by |for )?(\w+)$"
)
NO_IT_IS = re.compile(
    r"^no (?:it|that|this|he|she|they|there|(?:the|my|his|her|their|its) \w+) (?:is|was|are|were|has|should|lives?|"
    r"costs?|starts?|happened)\b(?! (?:okay|fine|all|it|not necessary|good|enough))"
)
ASKS_TO_CORRECT = re.compile(
    r"^(?:no |sorry |wait |please |hm |um )*(?:are you sure|(?:can|could|would|will) you (?:please )?(?:correct|fix|"
    r"change|amend|check|double check|recalculate|recount|redo|recheck)|is not|was not|should)"
)
NO_FAULT = re.compile(
    r"^(?:\w+ )?(?:that is|this is|it is|which is) (?:actually )?(?:not (?:bad|a problem|an issue)|really|very|"
    r"so)\b|\bnothing (?:is )?wrong\b|not (?:the|what) (?:\w+ )?(?:worst|best|only)\b|what is wrong|what was wrong|"
    r"what went wrong|something is wrong with my|what (?:should|am)"
)
BLAMES_YOU = re.compile(r"\b(?:you|your|wrong)\b(?! (?:please )?(?:correct|fix|check|proofread|review))")
OF_THE_WORLD = re.compile(
    r"\b(?:others?|another|my|your|else|options?|alarms?|price|cost|weather|time|address|phone|number|name|date|"
    r"best|difference|rating|total|next|point|problem|first|second|last|answer|result|deadline|plan|temperature|"
    r"capital|population|distance|password|status)\b"
)
WHAT_IS_IT = re.compile(
    rf"^{LEAD}what (?:is|does|are|do) (?:that|it|this|those|these|they)(?: (?:mean|stand for|even mean|exactly|"
    r"again))*$"
)
