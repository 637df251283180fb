"""Common given names of many languages, folded.

They settle what form alone cannot: `Simon, Nathalie` is one person, `Chris Weige, Reckon` one person and a paper.
"""

from __future__ import annotations

_ROWS = (
    # English
    """
    aaron abby abigail adam adrian aidan aimee alan albert alec alex alexa alexander alexandra alexis alfred alice
    alicia alison allan allen allison allyson alyssa amanda amber amelia amy andrea andrew andy angela angie anita
    ann anna anne annie anthony april arnold arthur ashley ashton aubrey audrey austin barbara barry beatrice becky
    ben benjamin bernard beth betsy betty bill billy blair blake bob bobby brad bradley brandon brenda brent brett
    brian bridget brittany brooke bruce bryan caitlin caleb calvin cameron carl carla carly carmen carol caroline
    carolyn carrie casey catherine cathy chad charlene charles charlie charlotte chelsea cheryl chester chloe chris
    christian christie christina christine christopher cindy claire clara clarence claudia clayton clifford clint
    clive cody colin colleen connie connor constance corey courtney craig curtis cynthia daisy dale dan dana daniel
    danielle danny darren dave david dawn dean deb debbie deborah debra denise dennis derek diana diane dominic don
    donald donna doris dorothy doug douglas duncan dustin dylan earl ed eddie edgar edith edmund edward edwin eileen
    elaine eleanor elena eli elisabeth elizabeth ella ellen ellie elliot elsie emily emma eric erica erik erika erin
    ernest ethan eugene eva evan evelyn faith felicity felix fiona florence frances francesca francis frank franklin
    fred frederick gabriel gabriella gail gareth gary gavin gemma gene geoff geoffrey george georgia georgina gerald
    gerard gilbert gillian gina ginger glen glenda glenn gloria gordon graham grant greg gregory gwen hannah harold
    harriet harry harvey hazel heather hector heidi helen henry herbert hilary holly howard hugh hugo ian ingrid
    irene iris isaac isabel isabella ivan ivy jack jackie jackson jacob jacqueline jade jake james jamie jan jane
    janet janice jared jasmine jason jay jean jeff jeffrey jen jenna jennifer jenny jeremy jerry jesse jessica
    jessie jill jim jimmy jo joan joanna joanne jodie joe joel john johnny jon jonas jonathan jordan joseph
    josephine josh joshua joy joyce judith judy julia julian juliana julie juliet june justin karen karl kate
    katherine kathleen kathryn kathy katie katy kay kayla keith kelly kelsey ken kendra kenneth kerry kevin kim
    kimberly kirsten kristen kristin kristina kurt kyle lance larry laura lauren laurie lawrence leah lee leila leo
    leon leonard leslie lewis liam lillian lily linda lindsay lindsey lisa liz lloyd logan lois lori lorraine louis
    louise lucas lucy luke lydia lynn mabel mack madeleine madison maggie malcolm mandy marc marcus margaret maria
    marian marianne marie marilyn marion marissa mark marlene martha martin martina mary mason matt matthew maureen
    maurice max maxwell megan melanie melinda melissa meredith mia michael michaela michele michelle miguel mike
    mildred miles millie milton miranda miriam mitchell molly monica monique morgan muriel myra nadia nancy naomi
    natalie natasha nathan nathaniel neil nell nelson nicholas nick nicola nicole nigel nina noah noel nora norma
    norman olga oliver olive olivia oscar owen pamela pat patricia patrick paul paula pauline peggy penny percy
    perry pete peter phil philip phillip phoebe phyllis polly priscilla rachel ralph ramona randall randy ray
    raymond rebecca reginald rhonda richard rick ricky rita rob robbie robert roberta robin rodney roger roland ron
    ronald ronnie rory rosa rosalind rose rosemary ross rowan roxanne roy ruby rupert russell ruth ryan sabrina
    sally sam samantha samuel sandra sandy sara sarah sasha scott sean sebastian serena seth shane shannon sharon
    shaun shawn sheila shelby shelley sheryl shirley sidney simon simone sonia sophia sophie spencer stacey stan
    stanley stella stephanie stephen steve steven stewart stuart sue susan susanna suzanne sydney sylvia tamara
    tammy tania tanya tara ted teresa terence terry tess thelma theodore theresa thomas tiffany tim timothy tina
    toby todd tom tommy toni tony tracey tracy travis trevor tricia tristan troy tyler valerie vanessa vera vernon
    veronica vicki victor victoria vincent viola violet virginia vivian wade walter wanda warren wayne wendy wesley
    wilfred will william willie winston xavier yasmin yvette yvonne zach zachary zoe
    """,
    # German, Dutch, the North
    """
    achim adelheid adolf alois andre andreas angelika anja anke annette annika antje anton armin arne astrid axel
    barbel bastian beate benedikt bernd bernhard bettina birgit bjorn bodo brigitte britta burkhard carina carsten
    christa christel christiane christof christoph claus cornelia dagmar daniela detlef dieter dietrich dirk doreen
    eberhard eckhard elke erich ernst erwin eva-maria ferdinand florian franz franziska frauke friedrich gabi
    gabriele georg gerd gerda gerhard gerlinde gisela gotz gregor gudrun gunter gunther hanna hannes hans hans-peter
    harald hartmut heike heiko heiner heinrich heinz helga helmut hendrik henrik hermann herta hildegard holger
    horst ilona ilse ines inga inge ingeborg ingo irmgard jana jens joachim jochen johann johanna johannes jorg
    josef jurgen jutta kai karin karl-heinz karsten kathrin katja katrin kerstin klaus konrad konstantin kornelia
    lars lena leonie lothar lukas lutz malte manfred manuela marcel mareike margarete margit margot mario marlies
    mathias matthias maximilian meike melchior merle mirko monika moritz nadine niklas nils norbert olaf otto peer
    petra philipp rainer ralf regina reiner reinhard renate rolf rosemarie rudiger rudolf ruprecht sabine sandro
    sibylle siegfried sigrid silke silvia sonja stefan stefanie steffen susanne svenja sven tanja theo thilo
    thorsten tilman tobias torsten udo ulf uli ulrich ulrike ursula ute uwe veit verena volker waltraud werner
    wiebke wilhelm winfried wolf wolfgang yannick bas bram cees daan dirk-jan esther femke floor frits gerrit gijs
    hanneke henk ingmar jaap jelle jeroen johan joost joris jurriaan kees koen lieke maarten maaike marieke
    marjolein matthijs niels paulien piet pieter rens roel ruud sander saskia sjoerd stijn teun thijs tijs tjerk
    wietse willem wim wouter aksel anders anna-karin annelie asa bengt bent bjarne bo borje carl-johan christer dag
    eirik elin emil erlend eskil espen frida fredrik gunilla gunnar gustav hakan hakon hanne hege henning ida ingvar
    ingvild jakob jari jesper jorgen jorn jukka jussi kaisa kari karoline kjell kjetil knut kristian kristoffer
    lasse leif linnea linus mads magnus maja mats matti mette mikael mikko morten olav olof oskar ove pal pekka
    peder per per-olof petter ragnar rasmus rune sigurd sissel siri soren stein stig sture svein terje thor tomas
    tommi tor tore torbjorn tove trond turid vegard ville wenche
    """,
    # French, Italian, Spanish, Portuguese, Romanian, Catalan
    """
    adele adelaide agathe agnes alain albane alexandre alexia aline alix amandine amelie anais andree ange annabelle
    anne-laure anne-marie antoine apolline ariane armand armelle arnaud athenais aude aurelia aurelie aurelien
    axelle baptiste bastien benedicte benoit berenice bernadette bertrand blaise blandine brice bruno camille
    capucine carole cecile cedric celine chantal christelle christophe claude clemence clement clementine clotilde
    constant coralie corentin corinne cyril cyrille damien delphine denis didier dominique edouard elise elodie
    eloise emeline emile emilie emmanuel emmanuelle estelle etienne eugenie evelyne fabien fabienne fabrice fanny
    fatima faustine felicien fleur florent francine francois francoise franck frederic frederique gaelle gael
    gaspard gauthier genevieve ghislain gilles gisele gregoire guillaume guy gwenaelle helene herve hortense hubert
    hugues jacky jacques jean-baptiste jean-christophe jean-claude jean-francois jean-jacques jean-louis jean-luc
    jean-marc jean-marie jean-michel jean-paul jean-philippe jean-pierre jean-yves jeanne jerome joelle joffrey jose
    josiane judicael jules julien juliette justine karine laetitia laurence laurent lea leopold liliane lionel lise
    loic louis-ferdinand luc lucie lucien lucile ludivine ludovic magali manon marc-antoine marcelle margaux
    marie-christine marie-claude marie-laure marie-noelle marie-sarah marin marine martial martine mathieu mathilde
    matthieu maud maxence maxime michel mickael mireille mohamed mohammed mylene myriam nadege nathalie nicolas
    noemie octave odile oriane olivier ophelie pascal pascale patrice paul-francois philippe pierre pierre-yves
    quentin raphael raphaelle regis remi remy rene renaud renee rodolphe romain roxane sacha salome sandrine
    severine sidonie solene solenn stephane sylvain sylvie tanguy thibault thibaut thierry tiphaine valentin
    valentine valere veronique victoire violaine virginie vivien yann yohan yves yvan zacharie alessandra alessandro
    alessia alessio alfredo antonella antonio arianna bianca carlo carlotta caterina chiara claudio corrado cristina
    dario davide domenico donatella elisa emanuela emanuele emiliano enrico enzo ettore eugenio fabio fabrizio
    federica federico filippo flavia flavio franca franco gaetano gennaro giacomo gian gianfranco gianluca gianluigi
    gianni gigi ginevra giorgia giorgio giovanna giovanni giulia giuliano giulio giuseppe grazia guido ilaria jacopo
    lorenzo luca luciano lucrezia luigi maddalena marcello marco margherita mariangela mariella marina marta
    massimiliano massimo matteo maura maurizio mauro michela mirella nicolo ornella paola paolo patrizia pier
    pierluigi piero pietro raffaele raffaella renato riccardo roberto rocco romano rosanna salvatore sergio silvana
    silvio simona stefania stefano tiziana tommaso umberto valentina valeria vincenzo vito vittorio viviana adolfo
    agustin alba alberto alejandra alejandro alfonso alvaro amparo ana ana-maria andres angel angeles antonia
    araceli arturo asuncion aurora beatriz begona belen benito blanca borja camila camilo carles carlos carolina
    catalina cecilia celia cesar concha consuelo cristian cristobal diego dolores eduardo eloy elvira emilia emilio
    encarna enrique ernesto esperanza esteban felipe fermin fernanda fernando francisca francisco gema gerardo
    german gonzalo graciela gregorio guadalupe guillermo gustavo hernan horacio ignacio inma isidro ismael jaime
    javier jesus jimena joaquin jordi jorge jose-luis josefa josefina juan juana julio laia leandro leonardo leticia
    lidia lola lorena lourdes lucia luis luisa luz manuel mar marcela marcelo marcos margarita mariana mariano
    maribel maricarmen marisa marisol mateo matias mercedes mercè milagros mireia montse montserrat nacho natalia
    nestor nieves noelia nuria octavio oriol pablo paco paloma patricio paz pedro pepe pilar pol rafael ramiro ramon
    raquel raul rebeca ricardo rocio rodolfo rodrigo rogelio rosario ruben salvador santiago santi sergi sofia
    soledad susana trinidad vicente ximena xavi yolanda agueda meritxell adriana afonso ana-paula andreia anselmo
    armando artur augusto bernardo bruna caio catarina celso cristiano debora diogo duarte eduarda elisabete eliane
    fabiana fabiano filipa filipe gabriela gilberto goncalo guilherme heitor helder helena henrique igor inacio
    isabela joana joao joaquim larissa leonor luan luciana luiza madalena mafalda marcia marcio mateus matheus
    mauricio milena mirian nuno paulo priscila rafaela renan renata rogerio romulo rosana rui tatiana thais thiago
    tiago vania vinicius vitor viviane wagner wellington alexandru alina andrei adina bogdan calin catalin ciprian
    claudiu constantin corina cosmin dragos dumitru florin gheorghe horia ileana ioana ion ionut irina liviu
    luminita madalina marius mihaela mihai mircea nicoleta octavian oana ovidiu petru radu raluca razvan roxana
    sorin teodora tudor vasile vlad
    """,
    # Slavic, Baltic, Hungarian, Greek, Turkish
    """
    agata agnieszka aleksander aleksandra andrzej aneta bartek bartosz beata bogna boguslaw bozena cezary czeslaw
    damian danuta dariusz dawid dominik dorota edyta elzbieta ewa ewelina filip grazyna grzegorz halina henryk
    ireneusz irena iwona izabela jacek jadwiga jakub janina janusz jaroslaw jerzy jolanta jozef justyna kamil karol
    karolina kasia katarzyna kazimierz kinga krystian krystyna krzysztof lech leszek lucjan lukasz maciej magdalena
    malgorzata marcin marek mariusz mateusz michal mikolaj mirek miroslaw patrycja pawel piotr przemek przemyslaw
    radek radoslaw rafal roman ryszard slawomir stanislaw sylwester sylwia szymon tadeusz tomasz tomek urszula
    weronika wieslaw wiktor witold wladyslaw wlodzimierz wojciech wojtek zbigniew zdzislaw zofia zuzanna zygmunt
    alena ales barbora blanka bohumil dalibor eliska frantisek hana ivana iveta ivo jarmila jaroslav jindrich jiri
    jitka karel katerina klara kristyna ladislav lenka libor lubos ludek ludmila marketa matej milan miloslav milos
    miroslav ondrej pavel pavla pavlina petr radim stanislav stepan tereza vaclav veronika vit vladimir vlasta
    vojtech zdenek zdenka zuzana aleksandar andrej ante boris bojan bozidar branka branko dejan dragan dragana dusan
    goran gordana iva jasmina jelena jovan jovana katarina ljiljana luka marija marko mateja milica milorad mirjana
    mladen natasa nebojsa nemanja nenad nikola petar predrag radovan sanja sasa slavko slobodan snezana srdjan
    stjepan svetlana tatjana tihomir tomislav uros vedran vesna vlado vojislav vuk zdravko zeljko zoran zvonimir
    aleksandr aleksei aleksey alexandr alexei alexey alyona anastasia anatoly andrey arkady artyom daria dmitri
    dmitriy dmitry egor ekaterina evgeny fyodor galina gennady georgy gleb grigory ilya inna kirill ksenia larisa
    leonid lev lyudmila maksim maxim mikhail nadezhda natalya nikita nikolai nikolay oksana oleg oleksandr olena
    polina pyotr ruslan sergei sergey serhiy taras tatyana timofey vadim valery vasily viktor viktoria vitaly
    vladislav volodymyr vyacheslav yaroslav yegor yelena yevgeny yulia yuri yury zinaida александр александра
    алексей алена алина алла анастасия анатолий андрей анна антон антонина аркадий артем артур богдан борис вадим
    валентин валентина валерий валерия варвара василий вера вероника виктор виктория виталий владимир владислав
    всеволод вячеслав галина геннадий георгий глеб григорий дарья денис дмитрий евгений евгения егор екатерина елена
    елизавета иван игорь илья инна ирина кирилл константин ксения лариса лев леонид лидия любовь людмила майя максим
    маргарита марина мария марк михаил надежда наталия наталья никита николай нина оксана олег олеся ольга павел
    петр полина роман руслан светлана святослав семен сергей софья станислав степан тамара тарас татьяна тимофей
    тимур федор эдуард эльвира юлия юрий яна ярослав олександр сергій наталія дмитро андрій олена ірина тетяна юлія
    володимир михайло василь іван петро adel akos andras anett aniko arpad attila balazs balint barna bela bence
    csaba denes dora edit eniko eszter ferenc gabor gergely gergo gyorgy gyula ildiko imre istvan janos jozsef judit
    karoly katalin krisztian krisztina lajos laszlo levente magdolna marton mate miklos mihaly nikoletta noemi
    orsolya piroska reka sandor szabolcs szilvia tamas tibor tunde vilmos zoltan zsofia zsolt zsuzsa zsuzsanna
    alexandros anastasios angelos antonis apostolos aris athanasios charalambos christos dimitra dimitris eleni
    elias evangelos giannis giorgos haris ioanna ioannis konstantinos kostas michalis nikos panagiotis pavlos petros
    spyros stavros stelios thanasis theodoros thodoris vasilis yannis yiannis yorgos ahmet ali alper arda asli ayse
    ayten aylin baris berk berkay bulent burak burcu cem cemal cengiz deniz derya duygu ebru elif emel emine emrah
    emre engin erdal erdem erhan erkan erol esra fatih fatma ferhat filiz furkan gizem gokhan gulsen hale halil
    hamza hande hasan hatice huseyin ibrahim ilker irem ismail kadir kemal kerem levent mehmet meltem merve metin
    murat mustafa nazli necati nihat nuray oguz okan onur orhan osman ozan ozge ozgur ozlem pelin ramazan recep
    salih seda sedat selim selin semih serdar serhat serkan sevgi sibel sinan suleyman tamer taner tarik tayfun
    tolga tuba tugba turgut ufuk umit umut volkan yasin yavuz yeliz yildiz yilmaz yusuf zafer zehra zeynep
    """,
    # Arabic, Persian, South Asia, Africa, East Asia in Latin letters
    """
    abbas abdel abdul abdulaziz abdullah abdulrahman abu adnan afzal ahmad ahmed aisha akbar akram alireza amal amin
    amina amir anwar arash asad ashraf aya ayesha aziz babar bashir bilal dina ehsan fahad faisal farah farhad farid
    farooq fatemeh fawad ghada habib hadi hala hamad hamid hani hassan hisham hossein huda hussain hussein imad
    imran iqbal jalal jamal jamil javad javed kamal kareem karim khaled khalid laila layla leyla lina maha mahmoud
    mahmud malik manal mansour mariam maryam marwan mehdi moataz mohamad mohammad mostafa mubarak muhammad nabil
    nada nadeem nader naeem najib nasir nasser navid nawaz noor nour omar omid osama othman parvaiz parvez qasim
    rami rana rania rashid raza reem reza riyad saad saeed sahar saif salah saleem salem salim salma salman sami
    samir samira sana shahid shahzad shereen shirin sohail suleiman sultan syed taha tahir talal tariq umar usman
    wael walid waqas waseem yahya yasir yasser yousef youssef yusra zahid zahra zainab zaki zeinab zia ziad aarti
    aarav abhay abhijit abhinav abhishek aditi aditya ajay ajit akash akhil akshay alok aman amar ambika amit
    amitabh amrita anand ananya anil anirudh anjali ankit ankita ankur anuj anup anupam anuradha anurag aparna
    archana arjun arnab arti aruna arun arvind asha ashish ashok ashwin avinash bala bharat bharati bhavna chandan
    chandra chetan chitra debashis deepa deepak deepika devika dhruv dilip dinesh divya ganesh gaurav gautam gayatri
    geeta girish gopal gunjan harish harsh harsha hema hemant indira indrani ishaan ishita jagdish jaya jayanta
    jayant jyoti kabir kalpana kamala kapil karan kartik kavita kavya kiran kirti komal krishna kunal lakshmi lalit
    lata madhav madhu mahesh mamta manasi manish manisha manjula manoj mayank meena meenakshi meera mohan mohit
    mridula mukesh mukul nalini namrata nandini naresh naveen navin neelam neeraj neeta neha nidhi nikhil nilesh
    nisha nitin nitish pallavi pankaj parul pooja prabhat pradeep prakash pramod pranab pranav prasad prashant
    prateek pratibha praveen preeti prem prerna prithvi priya priyanka puja puneet purnima radha raghav raghu rahul
    raj rajan rajat rajeev rajendra rajesh rajiv raju rakesh ram raman ramesh ranjan ranjit rashmi ravi ravindra
    reena rekha renu revathi rishi ritu rohan rohini rohit rupa sachin sadhana sandeep sangeeta sanjay sanjeev
    santosh sapna sarita satish satya saurabh savita seema shalini shankar shantanu sharad sharmila sheela shikha
    shilpa shishir shiv shivani shobha shreya shruti shubham shweta siddharth smita smriti sneha somesh sonal
    srikanth srinivas subhash subrata sudha sudhir sujata suman sumit sunil sunita suraj suresh surya sushant sushil
    sushma swapna swati tanvi tarun tushar uday uma umesh urvashi usha vaibhav vandana varsha varun vasant vidya
    vijay vikas vikram vimal vinay vineet vinod vipin viral vishal vishnu vivek yash abebe abena abiola ade adebayo
    akin akua ama amara aminata asante ayo ayodele babatunde bola bongani boniface chidi chinedu chinua chioma
    ebenezer emeka esi fatou femi folake funmi ibrahima ifeoma ikechukwu isatou jabulani kagiso kamau kelechi kemi
    kofi kojo kwabena kwaku kwame kwasi lerato lindiwe mamadou mariama moses mpho musa ngozi nkechi nomsa nyasha
    obinna ola olu oluwaseun ousmane samba sibusiso sifiso sipho siphiwe siyabonga tafadzwa tendai thabo thandi
    themba tiseke tolu uche wanjiru yaw yemi zanele zodwa agus akira akiko aung ayumi bambang bayu budi chen daisuke
    dewi dian dinh duc eiji emi fajar feng fumiko haruka haruki hideki hiro hiroko hiroshi hoang hong hung hyun jae
    jennie jia jihoon jin jing joko jun junko kaori kazuo keiko kenji kenta koji kumiko kyoko lan lei lin linh ling
    mai makoto mami manami masako masao megumi mei miho mika min ming minh minho naoko naoto ngoc nguyen noriko
    nurul phuong putri rangga rei ren retno rina rini rizki ryo ryota sachiko sakura satoshi seiji shinji shigeru
    shinichi shinzo siti slamet sri sota suharto takashi takeshi takuya taro tetsuo thanh thuy tomoko toshio trang
    tuan tuan-anh wahyu wei wen xiao xiaoming yan yang yasuo ying yoko yoshiko yu yuan yuki yukiko yumi yusuke yuto
    zhang-wei
ada adri adrien aibek akemi alona amaury anastasiya anatol andrii angeli anjana antonin antony ari ariadna ariel
    arkadiusz artem arturs audley azadeh bassem beau belinda beto bhushan birger brandi brendan brianna brittney
    brynmor callum chantelle chuck ciara ciro cliff cory cris daniele daniella darryl darya davinia declan deena
    djure drew dwight elsa eoin ethel ezgi ezra faris faye flora frederik gabe germain giampaolo gil gregg gwynne
    hooman iain ilana iman imanol jameel jed jess johnathan jono jos judson juraj kacper karina kat katharina katia
    kazuaki kelli kenan kevan kimberley kirsty kosuke kris kuni kyrre latoya leandra leena lex lidija lorie lotte
    magda maik malaka markus marty masha mat matija mattias merrill meryl mikaela mindy mio mitch mitchel mizuho
    myles nagarjun natacha natali nate nathanael nik omkar pam pratap radhika rahim ramin ramses rasa reiji rik rod
    rosaleen rubi rudi said saikat sascha scarlett sergiy shashank shea sheena shubhodeep sigurdur siobhan sourav
    stacy stephan stevie sujit sundar susie talita tanu tasha tharin thuan tomaz tomohiro tonya torben tori ulrik
    vasilij vesa virgil wes whitney yana yasemin yukari zineb αλεξανδροσ αναστασια ανδρεασ αννα αντωνησ βασιλησ
    γιαννησ γιωργοσ δημητρησ ελενη ευαγγελοσ ηλιασ ιωαννα ιωαννησ κατερινα κωνσταντινοσ κωστασ μαρια μιχαλησ νικοσ
    παναγιωτησ πετροσ σοφια σπυροσ στελιοσ χρηστοσ χριστινα алексеи анатолии андреи андріи валерии виталии ганна
    георгии григории дмитрии евгении катерина марія микола николаи сергеи сергіи юрии ігор
    nguyen tran pham phan vu dang bui ngo duong barack benyamin flo giorgia hank jair keir manu narendra recep ursula
    viktor volodymyr vladimir yulia
    """,
)

GIVEN_NAMES = frozenset(" ".join(_ROWS).split())
