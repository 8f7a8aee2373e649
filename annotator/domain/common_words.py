"""What passphrases are most often made of: known from every list of those that were stolen."""

from __future__ import annotations

MOST_USED = frozenset(
    """
    password passwort passord losenord lösenord passwd passphrase motdepasse contrasena
    secret secrets geheim hemmelig hemmelighet hemligt adgangskode kodeord salasana wachtwoord
    admin administrator root guest gjest user username bruker test tester testing demo default
    changeme letmein welcome willkommen velkommen bienvenue login logon access master super
    superman batman spiderman pokemon starwars ironman hunter ranger killer shadow phantom
    dragon monkey tiger panther lion eagle falcon wolf bear kitten puppy chicken butterfly
    dolphin horse hunden katten bamse teddy teddybear snoopy garfield mickey minnie winnie tigger
    princess prinsesse prince angel angels engel sunshine solskinn rainbow flower flowers blomst
    rose roses lily daisy summer sommer sommeren winter vinter spring autumn host hosten jul
    christmas holiday ferie january january februar february march mars april mai june juni july
    juli august september october oktober november december desember monday mandag tuesday tirsdag
    wednesday onsdag thursday torsdag friday fredag saturday lordag lørdag sunday sondag søndag
    love loveme lovely iloveyou iloveu jegelskerdeg elsker lover loveyou sweetheart darling
    honey baby babygirl babyboy sweet cookie cookies chocolate sjokolade cheese ost banana banan
    orange apple eple cherry pepper ginger coffee kaffe whiskey beer football fotball soccer
    baseball basketball hockey handball ishockey tennis golf golfer skiing liverpool arsenal
    chelsea manchester manutd barcelona realmadrid juventus rosenborg brann valerenga vålerenga
    michael michelle jennifer jessica ashley amanda daniel andrew joshua matthew thomas robert
    jordan george charlie william nicole jasmine hannah samantha thomas anders andreas kristian
    christian martin morten henrik magnus marius oyvind øyvind ingrid kristin kristine maria marie
    anna anne emma nora sofie ida julie jonas lars olav knut hans per kari ola norge norway
    norwegen oslo bergen trondheim stavanger tromso tromsø drammen sverige sweden stockholm
    danmark denmark kobenhavn københavn london paris berlin america england scotland ireland
    computer datamaskin internet google facebook instagram youtube netflix microsoft windows
    windows10 linux ubuntu apple iphone samsung android nokia matrix hacker cheese qwerty qwertz
    azerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm asdf qazwsx qazwsxedc qweasd qweasdzxc
    1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx zaq12wsx q1w2e3 q1w2e3r4 abc123 a1b2c3 abcd1234 aa123456
    trustno1 blink182 whatever nothing ingenting something forever freedom frihet
    hello hello1 hallo heihei heisann goodbye buster jordan23 harley mustang corvette ferrari
    porsche mercedes volvo toyota yamaha maggie bailey lucky happy smile friend friends venner
    family familie mother mamma father pappa brother bror sister soster søster jesus christ god
    heaven church blessed peace purple purple1 yellow green blue black white silver golden diamond
    music musikk guitar gitar piano metallica nirvana eminem slipknot beatles elvis thunder
    lightning storm fire water ocean sea forest skogen fjell mountain star stars stjerne moon
    research researcher forskning forsker study studie studien data project prosjekt university
    universitet universitetet hospital sykehus klinikk clinic patient pasient therapist terapeut
    therapy terapi psychology psykologi psykolog interview intervju transcript session recall
    annotator iprannotator coder koder kode code coding student students laboratory lab labb
    """.split()
)
