"""Requests about the talk itself: to repeat, paraphrase, define, exemplify or correct what was said, to drop it, to close.

Each has another right answer: a repeat says the same again, a paraphrase something else, a definition only the word. A
request to work on a text ("paraphrase this paragraph: ...") is a task, and none of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from commonground.conversation.record import ASSISTANT
from commonground.measures.classifiers import (
    Before,
    Classifier,
    Label,
    Sentence,
    asks,
    last_of_other,
    phrase,
    plain,
    sentences,
)
from commonground.text.lexicon import FUNCTION_WORDS

REQUESTS = ("none", "repeat", "paraphrase", "define", "example", "correct", "abort", "close")
NONE, REPEAT, PARAPHRASE, DEFINE, EXAMPLE, CORRECT, ABORT, CLOSE = REQUESTS
LONG = 45  # words from which a turn brings matter of its own and is no bare request

_ASK = r"(?:(?:can|could|would|will) you|(?:can|could) i|please|i (?:would like|want|need) you to|mind|kindly|go ahead and|just)"
_WH = r"(?:what|who|where|when|which|how)"
_LEAD = (
    r"(?:(?:oh|um|uh|er|wait|okay|hm|so|and|but|well|hang on|hold on|hey|ah|right|please|yes|no|sorry|excuse me|pardon|thanks|i am sorry|actually|great|cool|just|alright|lol|haha|honestly|ugh|eh|meh|argh|hm|yo|"
    r"thank you|you know what|you know|now|then) )*"
)
# What ends a request altogether.
_ABORT = re.compile(
    rf"^{_LEAD}(?:(?:never mind|forget (?:it|that|this|about (?:it|that|this)|i (?:asked|said anything|mentioned it|said that)|what i (?:said|asked|just (?:said|asked))|the (?:whole thing|question|request)|my (?:last )?(?:question|request))|"
    r"(?:let us )?(?:just )?(?:cancel|abort|scrap|drop|skip|stop|end|quit|leave|halt|forget|ditch|abandon|kill|pause)(?: (?:it|that|this|there|here|now|please|everything|all (?:of )?(?:it|this|that)|the (?:request|question|task|whole thing|search|order|process|booking|subject|topic|idea|game|story|quiz|exercise|plan|rest|explanation)|right there|talking|already|at that|for now|my (?:request|question|last request|order)|explaining|generating|writing|immediately|at once|trying|with (?:it|that|this)|about it|altogether|the (?:list|answer)))*|"
    r"scratch that|strike that|do not (?:bother|worry about (?:it|that|this)|continue|go on|mind (?:that|it|me)|do (?:it|that)|need (?:it|that|this) any ?more|answer (?:that|this|it))(?: (?:with (?:it|that|this)|any ?more|then|please))*|no need(?: to (?:continue|go on|answer|finish|bother|explain))?(?: any ?more)?|"
    r"(?:that is |okay )?(?:enough|that will do|that is enough)(?: (?:of (?:this|that|it)|already|now|for now|please|thanks))*|(?:let us|i would rather|i want to) (?:not|stop|drop it|give up|leave it)(?: (?:do (?:this|that|it)|it|here|there|at that|this|bother|now|then|any ?more|for now|continue|doing this))*|"
    r"i (?:have |just )?(?:changed my mind|give up|am giving up|gave up|quit)(?: (?:on (?:this|that|it)|about (?:this|that|it)|now|actually|completely))*|i (?:really |just )?(?:do not|no longer|will not) (?:want|need|care (?:about|for))(?: (?:to|it|that|this|any|help|an answer|do|know|continue|the answer|about|you|with)){1,6}(?: any ?more| after all| now| any longer)*|"
    r"(?:on )?second thoughts?(?: (?:no|never mind|forget it|let us not|skip it|do not|do not bother|leave it|cancel that|cancel it))*|(?:please )?ignore (?:that|it|this|me|my (?:last )?(?:question|message|request)|what i (?:said|asked|just said)|the (?:last|previous) (?:question|message|request|one)|all that)|"
    r"call (?:it|the whole thing) off|leave (?:it|that)(?: (?:for now|there|be|alone|then|out))?|it does not matter(?: any ?more)?|i will (?:just )?(?:figure|look|work|sort|do|find|google|handle|ask) (?:it |that |this )?(?:out |up )?(?:someone else|myself|later|on my own|elsewhere|by myself|another time)|"
    r"not (?:needed|necessary|important|any ?more)(?: any ?more)?|you can stop(?: (?:now|there|here))?|(?:this|that|it) is (?:pointless|not (?:worth it|going anywhere|important|working)(?: let us stop| forget it| stop)?)|no longer needed))\b"
)
_STILL_ABORT = re.compile(
    r"^(?:then|now|please|thanks|thank you|sorry|about it|it|that|this|i|we|me|my|found|figured|got|any|will|do|not|need|want|worked|it works|works|out|up|just|was|is|have|already|actually|let us|the|a|too|too hard|any ?more|after all|for now|okay|never mind|forget|stop|cancel|no|its|fixed|solved|"
    r"myself|later|bye|another|time|something|else|different|someone|here|there|and|so|never|mind|changed|really|important|matter|does|to|know|help|because|takes|taking|long|too|this is|sorted|remembered|wrong|chat|window|question|all|what i|said|asked|before|instead|someone|be|fine|anyway|of|it is|again|enough|working|go|"
    r"going|nowhere|point|continue|talking|useless|tired|can|answer|myself|on|own|with|you|are|in|at|got it|see)$"
)
_GOES_ON = phrase(r"i (?:would like|want|need)(?! (?:to stop|it|this|that)\b)", r"instead", r"(?:let us|i will) (?:try|do|go|take|have)", r"(?:can|could) you", r"there will be", r"make it", r"find me")
_NO_ABORT = re.compile(
    r"\b(?:how (?:do|can|to)|should i|(?:my|the|a) (?:subscription|membership|reservation|flight|appointment|account|meeting|alarm|hotel|payment|service|policy|plan for|insurance)|smoking|drinking|using|adding|calling|saying|giving|apologi\w+|being|repeating|button|command|working|function|script|"
    r"the (?:emojis?|bullet|bullets|intro|introduction|jokes))\b"
)
# What closes.
_THANKS = r"(?:thank you|thanks|thank|cheers|much appreciated|i (?:really )?appreciate (?:it|that|this|your help|the help|all your help|everything|you)|many thanks|ta|appreciate (?:it|that|your help|the help|you))(?: (?:so much|very much|a lot|a bunch|a million|a ton|again|anyway|though|loads|heaps|kindly|mate|man|dude|buddy|friend|everyone|everything|all|tons))*(?: (?:for|to) (?:all |(?:the|your|this|that|all|everything|helping|taking|being|walking|explaining|clearing|sorting) ?)(?:[\w']+\b ?){0,7})?"
_STRONG = re.compile(
    rf"\b(?:{_THANKS}|bye(?: (?:bye|now|for now))?|good ?night|farewell|see (?:you|ya)(?: (?:later|soon|around|tomorrow|then|next time))?|(?:talk|speak|chat|catch) (?:to |with )?(?:you )?(?:later|soon|tomorrow|next time|up later)|take care|so long|until next time|have (?:a|an|yourself a) (?:good|great|nice|lovely|wonderful|fantastic|pleasant|awesome|super) (?:one|day|night|evening|weekend|week|time|rest|afternoon|morning)(?: of (?:your|the) \w+)?|"
    r"(?:i think |i guess |i believe )?(?:that is|that was|that will be|this is|that would be|that should be) (?:it|all|everything|about it|about all|me done|all i (?:need|needed|wanted|wanted to know|had|have|want)|everything i (?:need|needed|wanted|had)|what i (?:needed|was looking for|wanted))(?: (?:for (?:now|today|me|the moment)|i (?:need|needed|wanted|had|have)(?: to know)?|from me|then|really|today|folks))*|"
    r"nothing (?:else|more|further)(?: (?:for (?:now|today|me)|from me|thanks|at the moment|needed|i need))*|no (?:more|further|other) (?:questions?|help|requests?|things?)(?: (?:from me|for now|today|needed|right now))*|(?:i am|we are|am|are) (?:all )?(?:done|set|good|finished|sorted|good to go|good now|off|out|signing off|logging off|leaving)(?: (?:here|now|for (?:now|today)|then|to bed|with (?:this|that|everything)|thanks|for the day))*|all (?:set|done|good|sorted|clear)(?: (?:now|here|then|on my end))*|"
    r"(?:that|this|you|it) (?:\w+ )?(?:answers?|answered|covers?|covered|solves?|solved|fixe[sd]|sorts?|sorted|settles|helped|helps|did it|worked|works|clears?|cleared)(?: (?:my|the|it|all|everything|up|a lot|me|that|perfectly|great|now|out|problem|question|questions|issue|my question|it all|things|so much|i needed|very much))*|(?:got|have|has) (?:everything|all|what) (?:that )?i (?:need|needed|wanted|was after|came for)|"
    r"(?:i )?(?:gotta|have to|got to|need to|must|better|should|going to|will|had better|am going to) (?:go|run|head out|leave|get going|be off|log off|let you go|get back to (?:work|it)|sleep|go to bed|sign off|call it a (?:day|night))(?: now)?|signing off|logging off|let us (?:end|stop|leave it|finish|wrap up|call it a (?:day|night))(?: (?:here|there|at that|for (?:now|today)))*|we can (?:end|stop|close|finish|wrap up)(?: (?:here|there|this|the chat|now))*|(?:no|nope) (?:that is|thanks|thank you)|problem solved|case closed|over and out|ttfn|later|later (?:gator|man|dude)|peace|catch you later)\b"
)
_POLITE = frozenset(
    """okay great perfect good cool awesome nice wonderful excellent brilliant lovely super fantastic amazing yes no oh well alright
    all right so and i am you are it is that this was were the a an very really much too as for now then today have be of
    got understood noted sure fine hm ah haha lol sounds makes sense exactly just what needed wanted helpful help useful clear
    great helped best been had again see will me my in to on bye day one more we us kind sweet legend lifesaver star answer
    answers explanation info information everything with your understand know get to try out do think by hi hey friend mate man
    anyway up at back hope guess job work time love by interesting indeed job pleasure talking chatting chat later let come
    soon question questions issue problem let's let ever always""".split()
)
_CONTINUES = re.compile(
    r"\b(?:but|however|though (?:i|can|could|what)|can you|could you|would you|will you|also|one more|another|what|how|why|where|when|who|which|next|now (?:can|could|what|how|i|tell|do|let|make)|please (?!accept)|instead|in advance|should i|tell me|give me|show me|do you|does|is (?:it|there|this|that)|before (?:i|we|you)|until|if)\b"
)
# What is wrong and is to be put right.
_WRONG = r"(?:wrong|incorrect|not (?:quite |entirely |really |actually |even )?(?:right|correct|true|accurate|it|what|how|the|my|a|where|who|when)|inaccurate|false|mistaken|off|backwards|outdated|an error|a mistake|a typo|misspelled|the wrong \w+|nonsense)"
_CORRECT = phrase(
    rf"(?:that|this|it|those|they|these|your \w+|your \w+ \w+|the \w+|the \w+ \w+|the \w+ \w+ \w+|line \d+|number \d+|step \d+|\w+ answer|there|you|which|part of (?:that|this|it)|some of (?:that|this|it)) (?:is|are|was|were|looks?|seems?|still is|has|have) (?:still |just |all |simply |completely |totally |actually |clearly |definitely |a bit |plain |flat out |to be )?{_WRONG}",
    r"^(?:no |but |sorry |hm )*i (?:asked for|ordered|requested|told you|said|wanted)\b(?! (?:to|that i (?:want|need)))(?=(?: [\w']+){1,7}$)", r"^no\b.* not \w+(?: \w+)?$", r"^(?:no |nope |sorry |um |hm |ha |oh )*(?:wrong|incorrect|not (?:right|correct|true)|false)\b", r"you (?:have |are |made |just |also |still |keep |clearly |got |seem to have |may have |must have |did |accidentally )*(?:got|get|getting|spelled|spelt|misspelled|misspelt|mixed|mixing|confused|confusing|misread|misheard|misunderstood|misquoted|miscounted|miscalculated|forgot|forgotten|missed|swapped|wrote|written|put|used|mistaken|mistook|wrong|reversed|switched|added it wrong|left out|skipped|counted|omitted|messed|assumed|calculated|added)\b(?! (?:it )?to (?:be|me))(?=.{0,60})",
    r"you (?:made|have made|have got|made me) (?:a|an|some|another|two) (?:\w+ )?(?:mistakes?|errors?|slip|typos?)", r"there (?:is|are|was|were|seems to be|must be) (?:a|an|some|still an?|another|two|several) (?:\w+ )?(?:mistakes?|errors?|typos?|slip)",
    r"(?:correct|fix|amend|rectify) (?:that|it|this|yourself|the (?:date|name|spelling|number|total|mistakes?|errors?|typos?|last|amount|address|time|year|order|price|answer|first|second|third|figure|quantity|sum|city|city name)|your (?:mistakes?|answer|errors?|last|spelling|math|maths|calculation))\b",
    r"i (?:\w+ )?(?:said|asked for|asked|told you|wrote|typed|specified|meant|ordered|requested|mentioned|wanted)\b.{1,60}\b(?:not|instead of|rather than|never)\b", r"(?:no|not)\b.{0,25}\bi (?:\w+ )?(?:said|asked|told you|wrote|meant|ordered|wanted|mean)\b",
    r"i (?:did not|never|have not) (?:\w+ )?(?:say|said|ask|asked|order|ordered|mean|meant|want|wanted|request|mention|mentioned|tell|told|write|wrote|type|typed)\b", r"i (?:meant|mean) .{1,50}\bnot\b", r"(?:sorry|oops|actually|wait|no|hm) i (?:meant|misspoke|mistyped)\b",
    r"(?:it|that|this|he|she|they|there|the \w+(?: \w+)?|my \w+(?: \w+)?|his \w+|her \w+|their \w+|our \w+|its \w+|which|\w+) (?:is|was|are|were|should be|has|have|had|happened in|starts|means|ends|takes|lives|comes|goes|died|opened) (?:\w+ ){0,5}?(?:not|instead of|rather than) (?:the |a |an |in |on |at |to |from |by |with |for )?\w+$",
    r"(?:that|it|this|the \w+|the \w+ \w+|the \w+ \w+ \w+|my \w+|there|which|line \d+|step \d+|\w+) (?:should|ought to|must|needs to|has to|was supposed to|is supposed to) (?:have )?(?:be|been|say|read|have|come|start|mean|equal)\b", r"(?:not|instead of) \w+(?: \w+){0,3} (?:but|it is|it was)\b",
    r"(?:please )?(?:check|recheck|double check|redo|recalculate|recount|review|look at) (?:that|it|your|the|this)\b.{0,40}(?:again|wrong|math|maths|answer|calculation|sum|mistake|error|total|count)?", r"wrong (?:name|date|answer|one|number|city|person|place|way|order|year|time|day|word|language|file|address|spelling|country|amount|author|formula|unit|units|currency|colou?r|size|month|total|email)\b", r"are you sure (?:about that )?.{0,30}\b(?:is|was|it is|should)\b .*\bnot\b",
    r"that is not (?:my|the|how|what|where|when|who|it|right|correct|true)\b", r"you (?:are|re) (?:wrong|mistaken|incorrect|confusing|mixing|off)\b", r"(?:my|the) (?:name|date|address|number|order|email|birthday|flight|total) is (?:spelled|spelt|not|actually)\b",
    r"(?:is|was|it is|are|it was|were|in|on|has|have|lives in|costs|takes|with|spelled|called|died in) actually\b(?! (?:a |an |the |very |really |quite |pretty |so )*(?:good|great|nice|interesting|helpful|useful|cool|helping|really|very|not bad|fine))", r"(?:change|replace|swap) (?:that|it|the \w+|my \w+) (?:back )?to .{1,30}\b(?:not|instead|as i said|like i said)",
)  # fmt: skip
_ACTUALLY = re.compile(
    rf"^(?:(?:no|um|uh|well|sorry|hm|hey|oh|but|wait|i think|yes) )*actually (?:i think |i believe )?(?:it|that|the|my|his|her|their|our|there|this|he|she|they|we|its|[\w']+|\d+) (?:\w+ ){{0,3}}?(?:is|was|are|were|has|had|happened|died|starts|ends|spelled|means|opened|won|wrote|should|came|comes|lives|goes|costs|takes|went|began|born)\b(?! (?:\w+ )?(?:fine|good|great|okay|nice|better|perfect|helpful|useful|interesting))"
)
_CORRECTION_IS_TASK = re.compile(
    r"\b(?:grammar|sentence|sentences|paragraph|essay|email|code|script|function|bug|text|my (?:\w+ )?(?:sentence|essay|email|code|grammar|spelling|english|writing|answer|homework|paragraph|text|draft|resume|cv|letter)|following)\b"
)
# What is to be said again.
_THING = r"(?:that|it|this|those|them|these|yourself|what you(?: \w+){0,3}|the (?:\w+ ){0,3}?\w+|your (?:\w+ ){0,2}?\w+|all (?:of )?(?:that|this|it)|everything|me (?:that|the \w+)|which \w+|what \w+)"
_REPEAT = phrase(
    r"(?:say|repeat|read|show|send|give|tell|list|state|write|post|print|recite|spell|type|run|go over|display|run through|go through|play|paste)(?: (?:me|us|to me|out))?(?: " + _THING + r")?(?: (?:to me|for me|by me|back|out|down|please|number \d+|in full|word for word|verbatim|exactly))*(?: (?:once|one) (?:more|again)(?: time)?| one more time| again| a second time| back to me| another time)(?! (?:but|in|with|using|differently|more|slower and|like|simpler|without|as))",
    r"repeat (?:that|it|please|yourself|what you|your|the (?:last|first|second|third|previous|whole|final|number|name|address|question|list|answer|code|steps?|instructions?|part|middle|options?|ingredients?|price|dates?|time|\w+ (?:part|step|bit|line|one|number|sentence|word|point|name))|this|everything|all of)\b", r"^(?:please |just |okay |sorry |can you |could you |would you |will you |can u |mind |i need you to )*(?:repeat|repeat please|repeat again)$",
    r"(?:can|could|would|will) you (?:please )?repeat\b(?! (?:the|this|a|an) (?:process|experiment|exercise|task|same|order|word \w+ \d+))", r"what (?:did|do) you (?:just )?(?:say|write|tell me|call it|suggest|recommend|said)\b(?!.*\b(?:mean|about my|to do if)\b)", r"what was (?:that|the|your|his|her|it) ?(?:\w+)?$", r"(?:i )?forgot (?:your|the|his|her|what you)\b", r"what (?:was|were|is|are) (?:that|it|those|they|the [\w' ]{1,40}|your [\w' ]{1,30}|his name|her name) (?:again|you (?:just )?(?:said|mentioned|suggested|recommended|gave))",
    r"(?:who|where|when|which \w+|what \w+|what|how (?:many|much|long|old|far|big|often)|which)(?: \w+){0,8} again$", r"(?:i|we) (?:just |kind of |totally |completely |sort of )?(?:missed|lost|did not (?:catch|hear|get|see)|could not (?:hear|catch)|forgot) (?:that|it|you|what you|the (?:last|first|second|third|middle|previous|number|name|end|beginning|part|bit|\w+ (?:part|step|bit|line|one|number))|your last|all of that|some of that|part of that|a bit|any of that|everything)\b(?!.*\b(?:mean|why)\b)",
    r"(?:one more time|once more|once again|come again|say again|again please|please again|say what|what was that|what is that again|pardon|pardon me|beg your pardon|run that by me|say that)(?: (?:please|again|sorry|slowly|once more))*$", r"i (?:did not|could not|can not) (?:quite |really )?(?:hear|catch|read)\b", r"(?:go back|scroll back|back up) (?:and|to what|a bit|to the)\b.*(?:say|said|repeat|read)?", r"(?:resend|re send)\b", r"remind me (?:what|of what|again|who|where|when|which|how)(?: \w+)*(?: (?:you|again|said|was|were))",
)  # fmt: skip
_BARE_REPEAT = re.compile(
    r"^(?:(?:oh|um|uh|wait|okay|hm|i am) )*(?:huh|what|sorry|pardon(?: me)?|eh|excuse me|come again|again|repeat|what now|say what|wait what|sorry what|what sorry)(?: (?:please|again))?$"
)
# What is to be said otherwise.
_OTHERWISE = r"(?:differently|another way|a different way|(?:in|with|using) (?:other|simpler|plain|simple|different|fewer|easier|your own|normal|clearer|everyday|more (?:basic|simple|everyday)|less (?:technical|complicated|formal)|non technical|plainer|more human|regular|basic|human|understandable)(?: \w+)?(?: (?:words|terms|english|language|way|sentences))?|in (?:english|layman\w*(?: s)?(?: terms)?|lay terms|layperson\w*(?: s)?(?: terms)?|a (?:\w+ )?(?:simpler|different|easier|clearer|other|less \w+|more \w+) (?:way|manner|form|words)|another way|a nutshell)|more (?:simply|clearly|plainly|slowly|understandably|briefly)|simpler|simply|clearer|better|otherwise|easier|less (?:technical|technically|complicated)|like (?:i am|a|you would|you are)\b.*|(?:as if|as though|for) (?:i am|i were|a|someone|dummies|beginners)\b.*|a (?:bit|little) (?:more )?(?:simpler|clearer|easier|simply|clearly|better|differently))"
_PARAPHRASE = phrase(
    rf"(?:say|put|explain|phrase|word|describe|express|write|try|talk to me|speak to me|tell me|state|give me|break|go over|frame|present)(?: (?:that|it|this|what you (?:said|mean|meant|just said)|all (?:of )?(?:that|this)|the (?:last|first|second|third|previous|whole|final)(?: \w+)?|your (?:\w+ )?\w+|the \w+(?: \w+)?|to me|me|step \d+|\w+ing))*(?: (?:to me|for me|please|down|a bit|a little|maybe|just|even|once more|again|but))* {_OTHERWISE}",
    r"(?:rephrase|reword|paraphrase|restate|simplify|dumb)(?: (?:that|it|this|what you (?:said|mean|meant|just said)|all of that|the (?:last|first|second|third|previous|whole|final|answer|explanation|\w+ (?:part|sentence|paragraph|bit|point))\b|your (?:\w+ )?\w+|please|down|for me|a bit|a little|further|again|yourself|everything)|$)",
    r"in (?:other|simpler|plain|simple|layman\w*|lay|easier|normal|everyday|plainer|fewer|different) (?:s )?(?:words|terms|english|language)", r"(?:simpler|easier|clearer|plainer|simplified|shorter|less technical|more basic|dumbed down) (?:words|terms|version|language|explanation|way|please|english)", r"(?:too|so|very|way too) (?:complicated|technical|complex|confusing|advanced|dense|hard to follow|jargon\w*|abstract|wordy)(?!.*\b(?:recipe|game|for my)\b)",
    r"(?:what|how) (?:exactly |precisely )?do you (?:\w+ )?mean(?: by (?:that|this|it|all (?:of )?that))?(?: exactly| here| though)?$", r"what does (?:that|this|it|all (?:of )?(?:that|this)|any of that|any of this|the (?:last|first|second|third|previous) \w+)(?: \w+)? (?:even |actually |really |all )?mean(?: exactly| here| in practice| for me| though)?$", r"what (?:are|were) you (?:even |actually )?(?:trying to (?:say|tell me)|saying|getting at|talking about|on about)", r"what is that supposed to mean",
    r"(?:^|\bi )(?:\w+ )??(?:still |really |just |honestly |do |am )*(?:do not|did not|can not|could not) (?:\w+ )?(?:understand|get|follow|grasp|make sense of|wrap my head around)(?: (?:that|it|this|you|any of (?:that|this|it)|what you (?:\w+ ?){1,4}|your (?:\w+ )?(?:answer|explanation|point|reply|response|message)|a word(?: of (?:that|this))?|at all|the (?:last|first|second|third|previous)?\s?(?:part|bit|step|explanation|answer|point|sentence|paragraph|one)(?: \w+){0,4}|anything|all of that|all this|all that|yet|sorry|still|what (?:that|this) means|everything))*$",
    r"(?:i am|you (?:have )?|still|so|am|totally|completely|a bit|now i am) (?:\w+ )?(?:confused|lost me|lost|not following|not getting it|not sure (?:i (?:understand|follow|get)|what (?:you|that|this) mean\w*))(?: (?:by that|by this|here|now|there|you|it|that|sorry|please|again|still|at all))*$", r"(?:that|this|it) (?:makes no sense|does not make (?:any |much )?sense|went over my head|is (?:confusing|unclear|not clear|hard to follow|over my head|all greek to me|gibberish))(?: to me)?",
    r"(?:explain|clarify)(?: (?:that|it|this|what you (?:said|mean|meant|just said)|yourself|your (?:answer|last \w+|point|explanation|reply)|all that))(?: (?:to me|for me|please|a bit|a little|better|more|further|clearly|again|again please|one more time))*$", r"(?:can|could|would|will) you (?:please )?(?:clarify|explain|be clearer|be more clear|re ?explain)(?: (?:please|again|better|more clearly|a bit))*$", r"^(?:please |sorry )*(?:clarify|explain again|explain better|simpler|simplify|simpler please|plain english|english please|in english|eli5|rephrase|paraphrase|reword)(?: please)?$", r"explain (?:\w+ )?like i am (?:a |an )?(?:five|5|\d+|child|kid|beginner|idiot|\w+)", r"not (?:clear|sure i follow|following|getting it|making sense)(?: to me)?$", r"make (?:that|it|this) (?:\w+ )?(?:simpler|clearer|easier to (?:understand|follow)|more understandable|less (?:technical|complicated))", r"is there (?:a|an|any) (?:simpler|easier|clearer|other|another|different) way (?:to|of) (?:say|put|explain|phras|describ)\w*", r"(?:another|different) (?:explanation|wording|way to (?:say|put|explain))", r"(?:no|do not have a) (?:idea|clue) what (?:you|that|this|any of (?:that|this)) (?:mean|means|are saying|said|just said|are talking about)",
)  # fmt: skip
_TASK = re.compile(
    r"\b(?:(?:the|this) following|following (?:text|sentence|paragraph|passage|words?)|(?:this|my|these|the attached|the below) (?:\w+ )?(?:sentence|paragraph|email|text|essay|article|passage|letter|abstract|cover letter|quote|line|title|resume|message|bio|poem|statement|document|report|contract|speech|post|paper|equation|expression|fraction|function|code|query))\b"
)
# What a word means.
_DEFINE = (
    re.compile(
        r"\bwhat (?:does|do|did|is|are|was|would) (?:the (?:word|words|term|terms|phrase|acronym|abbreviation|expression|letters) )?(?!(?:that|this|it|you|all|any|any of that|all of that|they)(?: \w+)? mean)(?:a |an |the )?([\w' -]{1,50}?) (?:even |actually |really |exactly |supposed to )*(?:mean|means|stand for|stands for|refer to|short for)\b"
    ),
    re.compile(
        r"\bwhat (?:exactly |precisely )?(?:do|did) you (?:\w+ )?mean (?:by|with|when you (?:say|said)) (?!(?:that|this|it|all that)$)(?:a |an |the )?([\w' -]{1,50})"
    ),
    re.compile(
        r"\b(?:define|definition (?:of|for)|meaning of|mean by the (?:word|term|phrase)|what is meant by|meant by)\b (?!(?:my|existence|dreams?|life)\b)(?!(?:a|an|the)? ?(?:function|variable|class|life$|constant|method|array|list|new|macro|struct|schema))(?:a |an |the )?([\w' -]{1,50})"
    ),
    re.compile(
        r"\b(?:i )?(?:do not|did not|never) (?:know|understand|heard|recogni[sz]e|heard of) (?:what )?(?:the (?:word|term|meaning of|phrase) )?(?:a |an |the )?([\w' -]{1,40}?)(?: (?:is|means?|are|stands for|refers to|that word|the word|word))$"
    ),
    re.compile(r"\bnever heard (?:of )?(?:the (?:word|term) )?(?:a |an |the )?([\w' -]{1,40})$"),
    re.compile(
        r"\b(?:not (?:familiar with|sure what)|unfamiliar with|no idea what|no clue what|what the heck is|what the hell is|wtf is|unsure what) (?:the (?:word|term) )?(?:a |an |the )?(?!(?:you|that|this|it) (?:mean|means|are|said))([\w' -]{1,40}?)(?: (?:is|means?|are|stands for))?$"
    ),
    re.compile(r"^(?:\w+ ){0,2}?([\w' -]{1,40}?) (?:means|is|being|stands for|meaning) what$"),
    re.compile(
        r"\b(?:explain|tell me|know|clarify|remind me) what (?:the (?:word|term|phrase) )?(?:a |an |the )?(?!(?:that|this|it|you|i|we|they)\b)([\w' -]{1,40}?) (?:means?|stands for|is|are|refers to)$"
    ),
    re.compile(
        r"\b(?:what kind of (?:word|thing|a word) is|whats? a|what sort of thing is) (?:a |an |the )?([\w' -]{1,40})$"
    ),
)
_WHAT_IS = re.compile(
    rf"^{_LEAD}(?:what (?:exactly |even |actually |the heck |on earth )?(?:is|are|was)|(?:can|could) you (?:explain|define|tell me|describe)(?: to me)?(?: what(?: is| are)?)?|explain|and what is|by the way what is) (?:exactly |even |actually )?(?:a |an |the (?:word|term) |this |these |the |meant by )?((?:[\w'-]+ ?){{1,4}})$"
)
_SENSES = re.compile(r"^(?:acronym|abbreviation|term|word|jargon|definition|meaning)s?$")
# What shows it.
_EXAMPLE = phrase(
    r"(?:give|show|provide|share|have|has|need|want|see|get|got|offer|list|use|using|tell|with|through|include|add|make|like|love|find|be|is|are|is there|think of|come up with|name|write|describe|walk me through|post|another|throw in|about|what about|how about|as)(?: (?:me|us|to|see|have|get|for|this|that|it|of|out|up|you|here))*(?: (?:with|some|a|an|one|two|three|a few|a couple of|any|more|another|the|few|couple|several|at least|please|just|of|\d+))*(?: (?:\w+ ){0,3}?)(?:examples?|illustrations?|sample|samples|use cases?|instances?)\b(?! (?:above|you (?:gave|used|mentioned|showed|said|wrote|provided)|from before|is wrong|does not|i (?:gave|sent|wrote)))",
    r"^(?:\w+ )?(?:(?:any|an|some|more|another|one|one more|a|for|concrete|real|real life|real world|quick|specific|practical|simple|other|further|got any|got an|what) )*examples?(?: (?:please|of (?:that|this|it|one|what|how|when|where|a|an|the)|perhaps|maybe|would help|would be|for|like|then|sentence|sentences|pls|here)\b.*)?$", r"(?:^|\b(?:please|okay|so|and|but|hm|which|ones|one|what|who|where) )(?:for (?:example|instance)|such as|as in what|like what|like who|like which|like where|like when|eg|e g)(?: (?:what|who|exactly|please))*$", r"(?:like what|such as what|such as|like which ones?|like who)(?: exactly| for (?:example|instance)| specifically)?$",
    r"what (?:would|does|do|could|might) (?:that|it|this|one|such a \w+|those|an? \w+) (?:actually |really )?look like(?: in (?:practice|code|real life|action|reality))?", r"what is an? (?:\w+ ){0,2}example", r"(?:name|list|give|tell) (?:me )?(?:one|a few|some|a couple|two|three)(?: of (?:them|those|these))?$", r"(?:illustrate|demonstrate|exemplify)(?: (?:that|it|this|how|what|with)\b.*| please)?$", r"how (?:would|does|do|could) (?:that|it|this) (?:look|work) in (?:practice|real life|action|code|the real world)", r"(?:can|could|would) you (?:please )?(?:illustrate|demonstrate|exemplify|be concrete|make (?:that|it|this) concrete|make it more concrete)", r"(?:in|with) a (?:concrete|real|specific|practical) (?:case|scenario|situation)",
)  # fmt: skip


def _all(patterns: Sequence[re.Pattern[str]], text: str) -> list[re.Match[str]]:
    return [found for pattern in patterns if (found := pattern.search(text))]


def _aborts(read: Sequence[Sentence]) -> bool:
    total = sum(one.count for one in read)
    if total > LONG or _NO_ABORT.search(" ".join(one.plain for one in read[:2])):
        return False
    for one in read:
        found = _ABORT.match(one.plain)
        if not found or one.end == "?" and one.plain not in ("never mind", "stop"):
            continue
        rest = one.plain[found.end() :].split()
        strong = re.search(
            r"never mind|forget (?:it|that|about it)|changed my mind|give up|second thought|no longer|do not bother|ignore",
            found[0],
        )
        others = [some for some in read if some is not one and some.count >= 4]
        if re.search(r"changed my mind|scrap", found[0]) and any(_GOES_ON.search(some.plain) for some in [*others, one]):
            continue
        foreign = [word for word in rest if not _STILL_ABORT.match(word)]
        if re.match(r"^(?:the|my|about the|that (?!i|it|for|please|thanks|then)\w+)", one.plain[found.end() :].strip()):
            continue
        if len(foreign) <= (4 if strong else 1) and not (
            found[0].endswith("scratch that") and rest and not _ABORT.match(" ".join(rest))
        ):
            return True
    return False


def _closes(read: Sequence[Sentence]) -> bool:
    total = sum(one.count for one in read)
    if total > LONG or not read:
        return False
    strong = 0
    for one in read:
        left, found = _STRONG.subn(" ", one.plain)
        left = re.sub(
            r"^ *(?:it|that|this) (?:does|did|is|was)\b|\b(?:that is|exactly|just) what\b|\b(?:for|with|on|in) how\b|\bif i (?:have|need|get) .*",
            " ",
            left,
        )
        if asks(one) or _CONTINUES.search(left):
            return False
        strong += found
        if one.plain.startswith("now ") or sum(word not in _POLITE for word in left.split()) > (2 if found else 1):
            return False
    return strong > 0


def _corrects(read: Sequence[Sentence], other: str) -> bool:
    if not other or sum(one.count for one in read) > 80:
        return False
    asked = any(asks(one) for one in sentences(other)[-1:])
    instead = re.search(
        r"^(?:\w+ ){1,9}?(?<!will )(?<!does )(?<!do )(?<!did )(?<!can )(?<!is )(?<!are )(?<!was )(?<!has )(?<!could )(?<!would )(?<!have )(?:not|instead of|rather than) (?:the |a |an |in |on |at |to |from |by |for )?(\w+)$",
        read[0].plain,
    )
    if not asked and not asks(read[0]) and instead and instead[1] in plain(other).split():
        return True
    if not asked and re.match(
        r"^no (?:it|that|this|he|she|they|there|(?:the|my|his|her|their|its) \w+) (?:is|was|are|were|has|should|lives?|costs?|starts?|happened)\b(?! (?:okay|fine|all|it|not necessary|good|enough))",
        read[0].plain,
    ):
        return True
    for one in read[:3]:
        question = asks(one) and not re.match(
            r"^(?:no |sorry |wait |please |hm |um )*(?:are you sure|(?:can|could|would|will) you (?:please )?(?:correct|fix|change|amend|check|double check|recalculate|recount|redo|recheck)|is not|was not|should)",
            one.plain,
        )
        if question or (
            _CORRECTION_IS_TASK.search(one.plain)
            and re.search(r"\b(?:correct|fix|check|proofread|review|following)\b", one.plain)
            and not re.search(
                r"\b(?:you|your|wrong)\b(?! (?:please )?(?:correct|fix|check|proofread|review))", one.plain
            )
        ):
            continue
        if asked and not re.search(r"\b(?:wrong|incorrect|not|mistakes?|error|no|i said|typo|never)\b", one.plain):
            continue
        if _CORRECT.search(one.plain) or (_ACTUALLY.match(one.plain) and not asks(one)):
            return not re.search(
                r"^(?:\w+ )?(?:that is|this is|it is|which is) (?:actually )?(?:not (?:bad|a problem|an issue)|really|very|so)\b|\bnothing (?:is )?wrong\b|not (?:the|what) (?:\w+ )?(?:worst|best|only)\b|what is wrong|what was wrong|what went wrong|something is wrong with my|what (?:should|am)",
                one.plain,
            )
    return False


def _named(text: str, other: str) -> bool:
    """Return whether what a question names was said in the turn before."""
    said = set(plain(other).split())
    said |= {part for word in said for part in word.split("-")}
    mine = [word for word in text.split() if word not in FUNCTION_WORDS]
    return bool(mine) and all(word in said or word.rstrip("s") in said or f"{word}s" in said for word in mine)


def _defines(one: Sentence, other: str) -> bool:
    if _TASK.search(one.plain):
        return False
    if any(
        re.search(r"\w", found[1]) and not re.match(r"^(?:you|that|this|it|i|we|all of that|to do|is it)\b", found[1])
        for found in _all(_DEFINE, one.plain)
        if not re.search(r"\b(?:address|phone|price|cost|number|other|weather)\b", found[1])
    ):
        return True
    found = _WHAT_IS.match(one.plain)
    return bool(
        found
        and _named(found[1], other)
        and not re.search(
            r"\b(?:others?|another|my|your|else|options?|alarms?|price|cost|weather|time|address|phone|number|name|date|best|difference|rating|total|next|point|problem|first|second|last|answer|result|deadline|plan|temperature|capital|population|distance|password|status)\b",
            found[1],
        )
    )


def classify(before: Before, speaker: str, text: str) -> Label:
    """Return what a user asks for about the talk itself: none, or one of `REQUESTS`; none for an assistant's turn."""
    read = sentences(text)
    if speaker == ASSISTANT:
        return NONE
    other = last_of_other(before, speaker)
    if not read:
        return REPEAT if other and re.fullmatch(r"[\s?!.]*\?[\s?!.]*", text) else NONE
    if _aborts(read):
        return ABORT
    if _closes(read):
        return CLOSE
    if sum(one.count for one in read) > 2 * LONG:
        return NONE
    return _about(read, other)


def _names_and_asks(read: Sequence[Sentence], other: str) -> bool:
    """Return whether a turn names a word of the other's and asks what it is ("Usury? What's that?")."""
    if len(read) < 2 or read[0].count > 4:
        return False
    what = re.match(
        rf"^{_LEAD}what (?:is|does|are|do) (?:that|it|this|those|these|they)(?: (?:mean|stand for|even mean|exactly|again))*$",
        read[1].plain,
    )
    return bool(what) and _named(read[0].plain, other)


def _about(read: Sequence[Sentence], other: str) -> str:
    """Return what is asked about what was said before."""
    spoken = [one for one in read if one.count <= LONG][:6]
    if len(read) == 1 and _BARE_REPEAT.match(read[0].plain):
        bare = re.fullmatch(r"(?:sorry|excuse me|again|what now)", read[0].plain)
        return REPEAT if other and (not bare or read[0].end == "?") else NONE
    if any(_EXAMPLE.search(one.plain) and not _TASK.search(one.plain) for one in spoken if one.count <= 25):
        return EXAMPLE
    again = any(re.search(rf"^{_LEAD}{_WH}\b.* again$", one.plain) for one in spoken)
    if not again and (any(_defines(one, other) for one in spoken if one.count <= 25) or _names_and_asks(spoken, other)):
        return DEFINE
    if other and _corrects(spoken, other):
        return CORRECT
    matter = any(_TASK.search(one.plain) for one in spoken) or any(one.end == ":" for one in read[:-1])
    if other and not matter:
        if any(_PARAPHRASE.search(one.plain) for one in spoken):
            return PARAPHRASE
        if (
            any(_REPEAT.search(one.plain) for one in spoken)
            or _BARE_REPEAT.match(read[0].plain)
            and read[0].end == "?"
            and len(read) <= 2
        ):
            return REPEAT
    return NONE


REQUEST = Classifier("request", "request-1", REQUESTS, classify)
