<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>AboutBox</name>
        <message>
            <source>About Retivasc</source>
            <translation>关于 Retivasc</translation>
        </message>
        <message>
            <source>About</source>
            <translation>关于</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Licences</source>
            <translation>许可证</translation>
        </message>
    </context>
    <context>
        <name>AboutPage</name>
        <message>
            <source>Free software under the GNU General Public License, version 3 or later (GPL-3.0-or-later), without any warranty. It works offline. Results are sent only to the archive that was set up, and only when you ask for it.</source>
            <translation>本程序为自由软件，依据 GNU 通用公共许可证第 3 版或更高版本（GPL-3.0-or-later）发布，不提供任何担保。程序离线运行，仅在您要求时将结果发送到已设置的影像归档。</translation>
        </message>
        <message>
            <source>Self-test: running…</source>
            <translation>自检：正在进行…</translation>
        </message>
        <message>
            <source>Show each check</source>
            <translation>显示各项检查</translation>
        </message>
        <message>
            <source>Checks of the self-test</source>
            <translation>自检的各项检查</translation>
        </message>
        <message>
            <source>Self-test: could not be run. {why}</source>
            <translation>自检：无法进行。{why}</translation>
        </message>
        <message>
            <source>Self-test: FAILED: {names}.</source>
            <translation>自检：未通过：{names}。</translation>
        </message>
        <message>
            <source>Self-test: all {count} checks passed.</source>
            <translation>自检：{count} 项检查全部通过。</translation>
        </message>
        <message>
            <source>{verdict}: {name}: {found}, expected {expected} ± {tolerance}</source>
            <translation>{verdict}：{name}：{found}，应为 {expected} ± {tolerance}</translation>
        </message>
        <message>
            <source>ok</source>
            <translation>通过</translation>
        </message>
        <message>
            <source>FAILED</source>
            <translation>未通过</translation>
        </message>
    </context>
    <context>
        <name>AnatomyCard</name>
        <message>
            <source>Arteries, veins, disc and fovea</source>
            <translation>动脉、静脉、视盘和中心凹</translation>
        </message>
        <message>
            <source>More…</source>
            <translation>更多…</translation>
        </message>
        <message>
            <source>Shown</source>
            <translation>显示</translation>
        </message>
        <message>
            <source>Correct with the mouse</source>
            <translation>用鼠标修正</translation>
        </message>
        <message>
            <source>Red and blue</source>
            <translation>红与蓝</translation>
        </message>
        <message>
            <source>Orange and blue (colour-blind)</source>
            <translation>橙与蓝（色盲适用）</translation>
        </message>
        <message>
            <source>Colours of arteries and veins</source>
            <translation>动脉和静脉的颜色</translation>
        </message>
        <message>
            <source>Colours</source>
            <translation>颜色</translation>
        </message>
    </context>
    <context>
        <name>AnatomyCommands</name>
        <message>
            <source>Optic disc is not in view</source>
            <translation>视盘不在视野内</translation>
        </message>
        <message>
            <source>Cup of the disc cannot be seen</source>
            <translation>看不到视杯</translation>
        </message>
        <message>
            <source>Fovea is not in view</source>
            <translation>中心凹不在视野内</translation>
        </message>
        <message>
            <source>Discard corrections of the anatomy</source>
            <translation>放弃修正：解剖结构</translation>
        </message>
        <message>
            <source>Set the eye that disc and fovea suggest</source>
            <translation>采用视盘和中心凹提示的眼别</translation>
        </message>
        <message>
            <source>Change artery or vein</source>
            <translation>更改动脉或静脉</translation>
        </message>
        <message>
            <source>Place the optic disc</source>
            <translation>放置视盘</translation>
        </message>
        <message>
            <source>Place the cup of the disc</source>
            <translation>放置视杯</translation>
        </message>
        <message>
            <source>Place the fovea</source>
            <translation>放置中心凹</translation>
        </message>
        <message>
            <source>Arteries and veins</source>
            <translation>动脉与静脉</translation>
        </message>
        <message>
            <source>A/V</source>
            <translation>动/静脉</translation>
        </message>
        <message>
            <source>Optic disc</source>
            <translation>视盘</translation>
        </message>
        <message>
            <source>Disc</source>
            <translation>视盘</translation>
        </message>
        <message>
            <source>Cup of the disc</source>
            <translation>视杯</translation>
        </message>
        <message>
            <source>Cup</source>
            <translation>视杯</translation>
        </message>
        <message>
            <source>Fovea</source>
            <translation>中心凹</translation>
        </message>
        <message>
            <source>Zone B</source>
            <translation>B 区</translation>
        </message>
        <message>
            <source>Zone C</source>
            <translation>C 区</translation>
        </message>
        <message>
            <source>ETDRS grid</source>
            <translation>ETDRS 网格</translation>
        </message>
        <message>
            <source>ETDRS</source>
            <translation>ETDRS</translation>
        </message>
        <message>
            <source>Arteries red, veins blue</source>
            <translation>动脉红色，静脉蓝色</translation>
        </message>
        <message>
            <source>Arteries orange, veins blue (colour-blind)</source>
            <translation>动脉橙色，静脉蓝色（色盲适用）</translation>
        </message>
    </context>
    <context>
        <name>AnatomyEdits</name>
        <message>
            <source>artery or vein</source>
            <translation>动脉或静脉</translation>
        </message>
        <message>
            <source>discard corrections of the anatomy</source>
            <translation>放弃修正：解剖结构</translation>
        </message>
        <message>
            <source>optic disc</source>
            <translation>视盘</translation>
        </message>
        <message>
            <source>cup of the optic disc</source>
            <translation>视盘的视杯</translation>
        </message>
        <message>
            <source>fovea</source>
            <translation>中心凹</translation>
        </message>
    </context>
    <context>
        <name>ArchiveBrowser</name>
        <message>
            <source>Photographs in the archive</source>
            <translation>影像归档中的照片</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>搜索</translation>
        </message>
        <message>
            <source>Fetch and open</source>
            <translation>取回并打开</translation>
        </message>
        <message>
            <source>New patient…</source>
            <translation>新患者…</translation>
        </message>
        <message>
            <source>Assign to the photograph shown</source>
            <translation>归入当前照片</translation>
        </message>
        <message>
            <source>Settings…</source>
            <translation>设置…</translation>
        </message>
        <message>
            <source>Archive</source>
            <translation>影像归档</translation>
        </message>
        <message>
            <source>What is looked for</source>
            <translation>查找内容</translation>
        </message>
        <message>
            <source>Days</source>
            <translation>日期范围</translation>
        </message>
        <message>
            <source>any day</source>
            <translation>不限日期</translation>
        </message>
        <message>
            <source>today</source>
            <translation>今天</translation>
        </message>
        <message>
            <source>the last 7 days</source>
            <translation>最近 7 天</translation>
        </message>
        <message>
            <source>the last 30 days</source>
            <translation>最近 30 天</translation>
        </message>
        <message>
            <source>the last year</source>
            <translation>最近一年</translation>
        </message>
        <message>
            <source>Patient ID, or part of a name</source>
            <translation>患者编号，或姓名的一部分</translation>
        </message>
        <message>
            <source>What was found</source>
            <translation>查找结果</translation>
        </message>
        <message>
            <source>Day</source>
            <translation>日期</translation>
        </message>
        <message>
            <source>Patient ID</source>
            <translation>患者编号</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>姓名</translation>
        </message>
        <message>
            <source>Date of birth</source>
            <translation>出生日期</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类型</translation>
        </message>
        <message>
            <source>Description</source>
            <translation>描述</translation>
        </message>
        <message>
            <source>Objects</source>
            <translation>对象数</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Studies</source>
            <translation>检查</translation>
        </message>
        <message>
            <source>Worklist</source>
            <translation>工作列表</translation>
        </message>
        <message>
            <source>No archive is set up yet.</source>
            <translation>尚未设置影像归档。</translation>
        </message>
        <message>
            <source>Cancelled.</source>
            <translation>已取消。</translation>
        </message>
        <message>
            <source>Nothing was found.</source>
            <translation>没有找到。</translation>
        </message>
        <message>
            <source>There is more than is listed. Search more closely.</source>
            <translation>还有未列出的结果。请缩小搜索范围。</translation>
        </message>
        <message>
            <source>Found: {count}</source>
            <translation>找到：{count}</translation>
        </message>
        <message>
            <source>Objects that did not come: {count}.</source>
            <translation>未取回的对象：{count} 个。</translation>
        </message>
    </context>
    <context>
        <name>AssignQuestion</name>
        <message>
            <source>Assign photographs</source>
            <translation>归入照片</translation>
        </message>
        <message>
            <source>Assign photographs ({count}) to {who}?</source>
            <translation>将照片（{count} 张）归入 {who}？</translation>
        </message>
        <message>
            <source>Assign</source>
            <translation>归入</translation>
        </message>
        <message>
            <source>What speaks against it:</source>
            <translation>与此不符之处：</translation>
        </message>
        <message>
            <source>Left out, as they cannot be read: {count}</source>
            <translation>因无法读取而略过：{count}</translation>
        </message>
        <message>
            <source>further ones: {count}</source>
            <translation>另有 {count} 项</translation>
        </message>
    </context>
    <context>
        <name>Banner</name>
        <message>
            <source>Dismiss</source>
            <translation>关闭提示</translation>
        </message>
    </context>
    <context>
        <name>Browser</name>
        <message>
            <source>Drop photographs or folders here</source>
            <translation>将照片或文件夹拖放到此处</translation>
        </message>
        <message>
            <source>Analyse all</source>
            <translation>全部分析</translation>
        </message>
        <message>
            <source>Photographs</source>
            <translation>照片</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>清空</translation>
        </message>
        <message>
            <source>Remove all photographs from the list</source>
            <translation>从列表中移除所有照片</translation>
        </message>
        <message>
            <source>Add…</source>
            <translation>添加…</translation>
        </message>
        <message>
            <source>Add folder…</source>
            <translation>添加文件夹…</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Analyse</source>
            <translation>分析</translation>
        </message>
        <message>
            <source>Assign to a patient…</source>
            <translation>归入患者…</translation>
        </message>
        <message>
            <source>Patients from file names…</source>
            <translation>按文件名确定患者…</translation>
        </message>
        <message>
            <source>Copy folder path</source>
            <translation>复制文件夹路径</translation>
        </message>
        <message>
            <source>Remove from list</source>
            <translation>从列表中移除</translation>
        </message>
        <message>
            <source>Remove all photographs from the list ({count})? The files themselves stay where they are.</source>
            <translation>将全部照片（{count} 张）移出列表吗？文件本身不受影响。</translation>
        </message>
        <message>
            <source>1 photograph</source>
            <translation>1 张照片</translation>
        </message>
        <message>
            <source>{count} photographs</source>
            <translation>{count} 张照片</translation>
        </message>
        <message>
            <source>analysing…</source>
            <translation>正在分析…</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>等待中</translation>
        </message>
        <message>
            <source>Not measured: {reason}</source>
            <translation>未测量：{reason}</translation>
        </message>
        <message>
            <source>Not measured</source>
            <translation>未测量</translation>
        </message>
    </context>
    <context>
        <name>BrowserProgress</name>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Cancel listing and analysing</source>
            <translation>取消查找和分析</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>Resume analysing</source>
            <translation>继续分析</translation>
        </message>
        <message>
            <source>Pause analysing</source>
            <translation>暂停分析</translation>
        </message>
        <message>
            <source>Looking for photographs: {count}</source>
            <translation>正在查找照片：{count}</translation>
        </message>
        <message>
            <source>Paused: {done} of {count}</source>
            <translation>已暂停：{done} / {count}</translation>
        </message>
        <message>
            <source>Analysed: {done} of {count}</source>
            <translation>已分析：{done} / {count}</translation>
        </message>
    </context>
    <context>
        <name>CalibrationDialog</name>
        <message>
            <source>Scale of the photograph</source>
            <translation>照片的比例</translation>
        </message>
        <message>
            <source>As the file states</source>
            <translation>以文件为准</translation>
        </message>
        <message>
            <source>Size of a pixel on the retina</source>
            <translation>视网膜上的像素大小</translation>
        </message>
        <message>
            <source>A line of known length</source>
            <translation>已知长度的线段</translation>
        </message>
        <message>
            <source>A line across the optic disc: one disc diameter</source>
            <translation>横贯视盘的线段：一个视盘直径</translation>
        </message>
        <message>
            <source>Angle of the camera's field</source>
            <translation>相机视野角度</translation>
        </message>
        <message>
            <source>The length of the eye was measured</source>
            <translation>已测量眼轴长度</translation>
        </message>
        <message>
            <source>What is known</source>
            <translation>已知条件</translation>
        </message>
        <message>
            <source>Line</source>
            <translation>线段</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>Axial length</source>
            <translation>眼轴长度</translation>
        </message>
        <message>
            <source>{number}: {length} px</source>
            <translation>{number}：{length} 像素</translation>
        </message>
        <message>
            <source>Only what the file states is used.</source>
            <translation>仅使用文件中的信息。</translation>
        </message>
        <message>
            <source>Measure a line first; then choose it here.</source>
            <translation>请先测量一条线段，再在此选择。</translation>
        </message>
        <message>
            <source>Lengths are given in disc diameters (DD) as well.</source>
            <translation>长度同时以视盘直径（DD）表示。</translation>
        </message>
        <message>
            <source>Lengths are given in degrees as well, not in millimetres.</source>
            <translation>长度同时以度表示，不以毫米表示。</translation>
        </message>
        <message>
            <source>The field of view is then {across} mm across.</source>
            <translation>视野直径将为 {across} mm。</translation>
        </message>
        <message>
            <source>That cannot be right for a retina.</source>
            <translation>这对视网膜而言不可能正确。</translation>
        </message>
    </context>
    <context>
        <name>CalibrePlot</name>
        <message>
            <source>Calibres</source>
            <translation>管径</translation>
        </message>
        <message>
            <source>% of length</source>
            <translation>占长度的 %</translation>
        </message>
        <message>
            <source>calibre, {unit}</source>
            <translation>管径（{unit}）</translation>
        </message>
        <message>
            <source>Calibres: median {median}</source>
            <translation>管径：中位数 {median}</translation>
        </message>
    </context>
    <context>
        <name>ChoosePatientDialog</name>
        <message>
            <source>Choose a patient</source>
            <translation>选择患者</translation>
        </message>
        <message>
            <source>Choose</source>
            <translation>选择</translation>
        </message>
        <message>
            <source>New patient…</source>
            <translation>新患者…</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
    </context>
    <context>
        <name>ClashDialog</name>
        <message>
            <source>Two versions of one case</source>
            <translation>同一病例的两个版本</translation>
        </message>
        <message>
            <source>{who} has changed {photograph} while it was changed here. Choose what is to be so; the other version stays in the audit trail.</source>
            <translation>在此处修改 {photograph} 的同时，{who} 也修改了它。请选择以何者为准；另一版本保留在审计记录中。</translation>
        </message>
        <message>
            <source>a case</source>
            <translation>某个病例</translation>
        </message>
        <message>
            <source>Save what is chosen</source>
            <translation>保存所选内容</translation>
        </message>
        <message>
            <source>All of mine</source>
            <translation>全部采用此处的</translation>
        </message>
        <message>
            <source>All of theirs</source>
            <translation>全部采用对方的</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Here</source>
            <translation>此处</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>检查所见</translation>
        </message>
        <message>
            <source>Impression</source>
            <translation>诊断意见</translation>
        </message>
        <message>
            <source>Recommendation</source>
            <translation>建议</translation>
        </message>
        <message>
            <source>Author</source>
            <translation>作者</translation>
        </message>
        <message>
            <source>Eye</source>
            <translation>眼别</translation>
        </message>
        <message>
            <source>Pixel size</source>
            <translation>像素尺寸</translation>
        </message>
        <message>
            <source>Threshold</source>
            <translation>阈值</translation>
        </message>
        <message>
            <source>Measured anyway</source>
            <translation>仍然测量</translation>
        </message>
        <message>
            <source>Vessels drawn as</source>
            <translation>血管勾画风格</translation>
        </message>
        <message>
            <source>Corrections</source>
            <translation>修正</translation>
        </message>
        <message>
            <source>Measuring lines</source>
            <translation>测量线</translation>
        </message>
        <message>
            <source>Excluded areas</source>
            <translation>排除区域</translation>
        </message>
        <message>
            <source>Optic disc</source>
            <translation>视盘</translation>
        </message>
        <message>
            <source>Cup of the optic disc</source>
            <translation>视盘的视杯</translation>
        </message>
        <message>
            <source>Fovea</source>
            <translation>中心凹</translation>
        </message>
        <message>
            <source>Arteries and veins</source>
            <translation>动脉与静脉</translation>
        </message>
        <message>
            <source>Not in view</source>
            <translation>不在视野内</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>是</translation>
        </message>
        <message>
            <source>no</source>
            <translation>否</translation>
        </message>
        <message>
            <source>drawn: {count}</source>
            <translation>已绘制：{count}</translation>
        </message>
        <message>
            <source>the model's own hand, {detail}</source>
            <translation>模型自身的风格，{detail}</translation>
        </message>
        <message>
            <source>set</source>
            <translation>已设置</translation>
        </message>
    </context>
    <context>
        <name>CommandList</name>
        <message>
            <source>Commands</source>
            <translation>命令</translation>
        </message>
        <message>
            <source>Type what you want to do</source>
            <translation>输入要执行的操作</translation>
        </message>
        <message>
            <source>Filter of commands</source>
            <translation>筛选命令</translation>
        </message>
        <message>
            <source>Nothing found for “{typed}”. Try another word, or one letter less.</source>
            <translation>未找到“{typed}”。请换一个词，或少输入一个字。</translation>
        </message>
    </context>
    <context>
        <name>Commands</name>
        <message>
            <source>&amp;File</source>
            <translation>文件(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>编辑(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>视图(&amp;V)</translation>
        </message>
        <message>
            <source>&amp;Vessels</source>
            <translation>血管(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Picture</source>
            <translation>图像(&amp;P)</translation>
        </message>
        <message>
            <source>E&amp;ye</source>
            <translation>眼别(&amp;Y)</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>帮助(&amp;H)</translation>
        </message>
        <message>
            <source>Recent files</source>
            <translation>最近打开的文件</translation>
        </message>
        <message>
            <source>Anatomy</source>
            <translation>解剖结构</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>报告</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>重做</translation>
        </message>
        <message>
            <source>Two panes</source>
            <translation>并排</translation>
        </message>
        <message>
            <source>Beside</source>
            <translation>左右</translation>
        </message>
        <message>
            <source>Above</source>
            <translation>上下</translation>
        </message>
        <message>
            <source>Vessels</source>
            <translation>血管</translation>
        </message>
        <message>
            <source>Red-free</source>
            <translation>无赤光</translation>
        </message>
        <message>
            <source>Line</source>
            <translation>线段</translation>
        </message>
        <message>
            <source>Angle</source>
            <translation>角度</translation>
        </message>
        <message>
            <source>Area</source>
            <translation>面积</translation>
        </message>
        <message>
            <source>Arrow</source>
            <translation>箭头</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>注释</translation>
        </message>
        <message>
            <source>Add</source>
            <translation>添加</translation>
        </message>
        <message>
            <source>Erase</source>
            <translation>擦除</translation>
        </message>
        <message>
            <source>Restore</source>
            <translation>恢复</translation>
        </message>
        <message>
            <source>Segment</source>
            <translation>血管段</translation>
        </message>
        <message>
            <source>Exclude</source>
            <translation>排除</translation>
        </message>
        <message>
            <source>A/V</source>
            <translation>动/静脉</translation>
        </message>
        <message>
            <source>Disc</source>
            <translation>视盘</translation>
        </message>
        <message>
            <source>Cup</source>
            <translation>视杯</translation>
        </message>
        <message>
            <source>Fovea</source>
            <translation>中心凹</translation>
        </message>
        <message>
            <source>Wheel</source>
            <translation>滚轮</translation>
        </message>
        <message>
            <source>Zoom at the cursor</source>
            <translation>以光标处为中心缩放</translation>
        </message>
        <message>
            <source>Left drag</source>
            <translation>左键拖动</translation>
        </message>
        <message>
            <source>Move, or use the selected tool</source>
            <translation>移动，或执行所选工具</translation>
        </message>
        <message>
            <source>Middle drag, or Space and left drag</source>
            <translation>中键拖动，或按住空格用左键拖动</translation>
        </message>
        <message>
            <source>Move</source>
            <translation>移动</translation>
        </message>
        <message>
            <source>Right drag</source>
            <translation>右键拖动</translation>
        </message>
        <message>
            <source>Window and level: up and down for brightness, sideways for contrast</source>
            <translation>窗宽窗位：上下调亮度，左右调对比度</translation>
        </message>
        <message>
            <source>Double click</source>
            <translation>双击</translation>
        </message>
        <message>
            <source>Fit</source>
            <translation>适合窗口</translation>
        </message>
        <message>
            <source>Arrow keys</source>
            <translation>方向键</translation>
        </message>
        <message>
            <source>Ctrl and arrow keys</source>
            <translation>Ctrl + 方向键</translation>
        </message>
        <message>
            <source>Move the curtain</source>
            <translation>移动卷帘</translation>
        </message>
        <message>
            <source>Esc</source>
            <translation>Esc</translation>
        </message>
        <message>
            <source>Cancel what is running</source>
            <translation>取消正在进行的任务</translation>
        </message>
        <message>
            <source>Click with the tool for arteries and veins</source>
            <translation>用动静脉工具单击</translation>
        </message>
        <message>
            <source>Artery to vein or back, then undecided, as found but by hand, automatic</source>
            <translation>动脉与静脉互换，然后依次为未定、手动确认原结果、恢复自动</translation>
        </message>
        <message>
            <source>Drag with the tool for disc or cup</source>
            <translation>用视盘或视杯工具拖动</translation>
        </message>
        <message>
            <source>Inside moves it, its line or a handle sizes it, beside it draws another</source>
            <translation>在内部拖动为移动，拖动轮廓或手柄为调整大小，在外部拖动为重新绘制</translation>
        </message>
        <message>
            <source>Alt while drawing</source>
            <translation>绘制时按住 Alt</translation>
        </message>
        <message>
            <source>Erase instead of adding or excluding, or the other way round</source>
            <translation>擦除而非添加或排除，或者相反</translation>
        </message>
        <message>
            <source>Drop</source>
            <translation>拖放</translation>
        </message>
        <message>
            <source>Open files, folders and ZIP archives</source>
            <translation>打开文件、文件夹和 ZIP 压缩包</translation>
        </message>
        <message>
            <source>Open…</source>
            <translation>打开…</translation>
        </message>
        <message>
            <source>Open folder…</source>
            <translation>打开文件夹…</translation>
        </message>
        <message>
            <source>From the archive…</source>
            <translation>从影像归档…</translation>
        </message>
        <message>
            <source>Open the sample</source>
            <translation>打开示例</translation>
        </message>
        <message>
            <source>Clear this list</source>
            <translation>清除列表</translation>
        </message>
        <message>
            <source>Patients…</source>
            <translation>患者…</translation>
        </message>
        <message>
            <source>Assign selected photographs…</source>
            <translation>将所选照片归入患者…</translation>
        </message>
        <message>
            <source>Patients from file names…</source>
            <translation>按文件名确定患者…</translation>
        </message>
        <message>
            <source>Report…</source>
            <translation>报告…</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>导出…</translation>
        </message>
        <message>
            <source>Export as DICOM objects…</source>
            <translation>导出为 DICOM 对象…</translation>
        </message>
        <message>
            <source>Send to archive…</source>
            <translation>发送到影像归档…</translation>
        </message>
        <message>
            <source>Outbox…</source>
            <translation>发件箱…</translation>
        </message>
        <message>
            <source>Settings…</source>
            <translation>设置…</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>退出</translation>
        </message>
        <message>
            <source>Discard corrections</source>
            <translation>放弃修正</translation>
        </message>
        <message>
            <source>Measure all of the field again</source>
            <translation>重新测量整个视野</translation>
        </message>
        <message>
            <source>Remove a line or note</source>
            <translation>删除线段或注释</translation>
        </message>
        <message>
            <source>Larger brush</source>
            <translation>增大画笔</translation>
        </message>
        <message>
            <source>Smaller brush</source>
            <translation>减小画笔</translation>
        </message>
        <message>
            <source>Measure a line</source>
            <translation>测量长度</translation>
        </message>
        <message>
            <source>Measure an angle</source>
            <translation>测量角度</translation>
        </message>
        <message>
            <source>Measure an area</source>
            <translation>测量面积</translation>
        </message>
        <message>
            <source>Draw an arrow</source>
            <translation>画箭头</translation>
        </message>
        <message>
            <source>Write a note</source>
            <translation>写注释</translation>
        </message>
        <message>
            <source>Add vessels</source>
            <translation>添加血管</translation>
        </message>
        <message>
            <source>Erase vessels</source>
            <translation>擦除血管</translation>
        </message>
        <message>
            <source>Bring back what was found</source>
            <translation>恢复自动结果</translation>
        </message>
        <message>
            <source>Erase or bring back a segment</source>
            <translation>擦除或恢复一段血管</translation>
        </message>
        <message>
            <source>Exclude an area from the numbers</source>
            <translation>将区域排除在测量之外</translation>
        </message>
        <message>
            <source>1:1</source>
            <translation>1:1</translation>
        </message>
        <message>
            <source>Zoom in</source>
            <translation>放大</translation>
        </message>
        <message>
            <source>Zoom out</source>
            <translation>缩小</translation>
        </message>
        <message>
            <source>Two panes, as fits best</source>
            <translation>双窗格（自动排列）</translation>
        </message>
        <message>
            <source>One pane</source>
            <translation>单窗格</translation>
        </message>
        <message>
            <source>Curtain</source>
            <translation>卷帘</translation>
        </message>
        <message>
            <source>Side by side</source>
            <translation>并排</translation>
        </message>
        <message>
            <source>One above the other</source>
            <translation>上下排列</translation>
        </message>
        <message>
            <source>Hide vessels while held</source>
            <translation>按住时隐藏血管</translation>
        </message>
        <message>
            <source>Shade poor parts</source>
            <translation>标出质量差的区域</translation>
        </message>
        <message>
            <source>Patient and exam</source>
            <translation>患者与检查信息</translation>
        </message>
        <message>
            <source>List of photographs</source>
            <translation>照片列表</translation>
        </message>
        <message>
            <source>Results</source>
            <translation>结果</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>检查所见</translation>
        </message>
        <message>
            <source>Type findings</source>
            <translation>录入检查所见</translation>
        </message>
        <message>
            <source>Side panels</source>
            <translation>侧边面板</translation>
        </message>
        <message>
            <source>Overview when zoomed in</source>
            <translation>放大时显示全图导航</translation>
        </message>
        <message>
            <source>Full screen</source>
            <translation>全屏</translation>
        </message>
        <message>
            <source>Pictures in a window of their own</source>
            <translation>在单独的窗口中显示图像</translation>
        </message>
        <message>
            <source>Show vessels</source>
            <translation>显示血管</translation>
        </message>
        <message>
            <source>Filled</source>
            <translation>填充</translation>
        </message>
        <message>
            <source>Outline</source>
            <translation>轮廓</translation>
        </message>
        <message>
            <source>Probability (heat map)</source>
            <translation>概率（热图）</translation>
        </message>
        <message>
            <source>Uncertainty</source>
            <translation>不确定性</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>彩色</translation>
        </message>
        <message>
            <source>Red-free (green channel)</source>
            <translation>无赤光（绿色通道）</translation>
        </message>
        <message>
            <source>Red channel</source>
            <translation>红色通道</translation>
        </message>
        <message>
            <source>Blue channel</source>
            <translation>蓝色通道</translation>
        </message>
        <message>
            <source>Invert</source>
            <translation>反相</translation>
        </message>
        <message>
            <source>Equalise contrast (CLAHE)</source>
            <translation>均衡对比度（CLAHE）</translation>
        </message>
        <message>
            <source>As recorded</source>
            <translation>恢复原始显示</translation>
        </message>
        <message>
            <source>Previous photograph</source>
            <translation>上一张照片</translation>
        </message>
        <message>
            <source>Next photograph</source>
            <translation>下一张照片</translation>
        </message>
        <message>
            <source>Analyse all photographs</source>
            <translation>分析全部照片</translation>
        </message>
        <message>
            <source>Pause analysing</source>
            <translation>暂停分析</translation>
        </message>
        <message>
            <source>Previous frame</source>
            <translation>上一帧</translation>
        </message>
        <message>
            <source>Next frame</source>
            <translation>下一帧</translation>
        </message>
        <message>
            <source>Compare with another visit…</source>
            <translation>与其他就诊比较…</translation>
        </message>
        <message>
            <source>Earlier visits in the archive…</source>
            <translation>影像归档中的以往就诊…</translation>
        </message>
        <message>
            <source>Convert colours (YBR stored as RGB)</source>
            <translation>转换颜色（YBR 存储为 RGB）</translation>
        </message>
        <message>
            <source>Manual</source>
            <translation>使用手册</translation>
        </message>
        <message>
            <source>Command list…</source>
            <translation>命令列表…</translation>
        </message>
        <message>
            <source>Keys and gestures</source>
            <translation>快捷键与鼠标操作</translation>
        </message>
        <message>
            <source>Tour of the window</source>
            <translation>窗口导览</translation>
        </message>
        <message>
            <source>Log and diagnostics…</source>
            <translation>日志与诊断…</translation>
        </message>
        <message>
            <source>About Retivasc</source>
            <translation>关于 Retivasc</translation>
        </message>
    </context>
    <context>
        <name>CompareDialog</name>
        <message>
            <source>Compare</source>
            <translation>比较</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Compare with</source>
            <translation>对比对象</translation>
        </message>
        <message>
            <source>Side by side</source>
            <translation>并排</translation>
        </message>
        <message>
            <source>Swipe</source>
            <translation>滑动对比</translation>
        </message>
        <message>
            <source>Blink</source>
            <translation>闪烁</translation>
        </message>
        <message>
            <source>Difference</source>
            <translation>差异</translation>
        </message>
        <message>
            <source>Visits</source>
            <translation>各次就诊</translation>
        </message>
        <message>
            <source>Red-free</source>
            <translation>无赤光</translation>
        </message>
        <message>
            <source>Fit</source>
            <translation>适合窗口</translation>
        </message>
        <message>
            <source>Numbers</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>Trend</source>
            <translation>趋势</translation>
        </message>
        <message>
            <source>Cancelled. Choose a photograph to compare with.</source>
            <translation>已取消。请选择要对比的照片。</translation>
        </message>
        <message>
            <source>Choose a photograph…</source>
            <translation>选择照片…</translation>
        </message>
        <message>
            <source>This eye</source>
            <translation>同一只眼</translation>
        </message>
        <message>
            <source>The other eye, or not known which</source>
            <translation>另一只眼或眼别未知</translation>
        </message>
        <message>
            <source>From the list of photographs</source>
            <translation>来自照片列表</translation>
        </message>
        <message>
            <source>photograph {number}</source>
            <translation>照片 {number}</translation>
        </message>
        <message>
            <source>No earlier photograph of this eye is known of this patient. Choose one to compare with, and check that it is of the same person.</source>
            <translation>没有该患者这只眼更早的照片。请选择要对比的照片，并确认是同一个人。</translation>
        </message>
        <message>
            <source>There is nothing to compare with: neither are other photographs of this patient kept, nor are there any in the list. Open another one first.</source>
            <translation>没有可对比的照片：既未保存该患者的其他照片，列表中也没有其他照片。请先打开另一张。</translation>
        </message>
        <message>
            <source>OD, {day}</source>
            <translation>OD，{day}</translation>
        </message>
        <message>
            <source>OS, {day}</source>
            <translation>OS，{day}</translation>
        </message>
        <message>
            <source>{day}, open now</source>
            <translation>{day}，当前照片</translation>
        </message>
        <message>
            <source>It was chosen from the list: check that both are of the same person.</source>
            <translation>该照片选自列表：请确认两张照片属于同一个人。</translation>
        </message>
        <message>
            <source>Which of the photographs is the earlier one is not known.</source>
            <translation>无法得知哪张照片更早。</translation>
        </message>
        <message>
            <source>The two eyes: one is mirrored, nothing is aligned. Their numbers are not set against each other.</source>
            <translation>双眼：其中一张已镜像，未作对齐。双眼的数值不作变化比较。</translation>
        </message>
        <message>
            <source>They are shown next to each other as they are; the same place is not the same part of the retina. Each is measured over its own field.</source>
            <translation>两张照片按原样并排显示；相同位置并非视网膜的同一部位。各自在其整个视野内测量。</translation>
        </message>
        <message>
            <source>Its vessels and numbers are those that were kept.</source>
            <translation>其血管和数值取自保存的数据。</translation>
        </message>
        <message>
            <source>Its file is not where it was, or is another one now.</source>
            <translation>其文件已不在原处，或已是另一个文件。</translation>
        </message>
        <message>
            <source>The photograph of {day} is not at hand.</source>
            <translation>{day} 的照片无法打开。</translation>
        </message>
        <message>
            <source>The numbers are those that were kept; each is of its own field.</source>
            <translation>数值为保存时的结果，各自在其整个视野内测量。</translation>
        </message>
    </context>
    <context>
        <name>ComparisonView</name>
        <message>
            <source>Photograph</source>
            <translation>照片</translation>
        </message>
        <message>
            <source>Vessels</source>
            <translation>血管</translation>
        </message>
        <message>
            <source>Not measured</source>
            <translation>未测量</translation>
        </message>
        <message>
            <source>Vessels hidden</source>
            <translation>血管已隐藏</translation>
        </message>
        <message>
            <source>Not analysed</source>
            <translation>未分析</translation>
        </message>
        <message>
            <source>Analysing…</source>
            <translation>正在分析…</translation>
        </message>
        <message>
            <source>Analysing {size} megapixels, which takes a while…</source>
            <translation>正在分析 {size} 百万像素，需要一些时间…</translation>
        </message>
        <message>
            <source>Analysing {size} megapixels, about {seconds} s…</source>
            <translation>正在分析 {size} 百万像素，约 {seconds} 秒…</translation>
        </message>
    </context>
    <context>
        <name>ComponentList</name>
        <message>
            <source>Components</source>
            <translation>组件</translation>
        </message>
        <message>
            <source>Component</source>
            <translation>组件</translation>
        </message>
        <message>
            <source>Version</source>
            <translation>版本</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>许可证</translation>
        </message>
    </context>
    <context>
        <name>ControlPanel</name>
        <message>
            <source>Vessels</source>
            <translation>血管</translation>
        </message>
        <message>
            <source>Show vessels (V)</source>
            <translation>显示血管 (V)</translation>
        </message>
        <message>
            <source>Threshold</source>
            <translation>阈值</translation>
        </message>
        <message>
            <source>Detail</source>
            <translation>细节</translation>
        </message>
        <message>
            <source>Opacity</source>
            <translation>不透明度</translation>
        </message>
        <message>
            <source>Edges</source>
            <translation>边缘</translation>
        </message>
        <message>
            <source>Model's own: {value}</source>
            <translation>模型默认值：{value}</translation>
        </message>
        <message>
            <source>usual</source>
            <translation>常规</translation>
        </message>
        <message>
            <source>finer</source>
            <translation>更细</translation>
        </message>
        <message>
            <source>coarser</source>
            <translation>更粗</translation>
        </message>
        <message>
            <source>Go back to the model's own threshold</source>
            <translation>恢复为模型自身的阈值</translation>
        </message>
        <message>
            <source>Annotators differ in how many of the finest vessels they draw. At the left end the model draws like the most sparing annotator it learnt from, at the right end like the most thorough one.</source>
            <translation>标注者对最细血管描画的多少各不相同。滑块在最左端时，模型按其学习过的标注者中描画最少的一位来描画；在最右端时，按描画最多的一位来描画。</translation>
        </message>
        <message>
            <source>Filled</source>
            <translation>填充</translation>
        </message>
        <message>
            <source>Outline</source>
            <translation>轮廓</translation>
        </message>
        <message>
            <source>Probability (heat map)</source>
            <translation>概率（热图）</translation>
        </message>
        <message>
            <source>Uncertainty</source>
            <translation>不确定性</translation>
        </message>
        <message>
            <source>Style of the vessels</source>
            <translation>血管的样式</translation>
        </message>
        <message>
            <source>Colour of the vessels</source>
            <translation>血管的颜色</translation>
        </message>
        <message>
            <source>Makes edges stand out: a display aid that never alters what is measured</source>
            <translation>突出显示边缘：仅为显示辅助，绝不影响测量结果</translation>
        </message>
        <message>
            <source>Style</source>
            <translation>样式</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>颜色</translation>
        </message>
    </context>
    <context>
        <name>Core</name>
        <message>
            <source>The excluded region is of a photograph of {width} × {height} pixels, “{name}” is of another size.</source>
            <translation>所排除的区域属于一张 {width} × {height} 像素的照片，“{name}”的大小与之不同。</translation>
        </message>
        <message>
            <source>Exclude a region of the photograph itself.</source>
            <translation>请排除这张照片自身的区域。</translation>
        </message>
        <message>
            <source>The photograph is not good enough to measure; see its quality.</source>
            <translation>该照片质量不足，无法测量；请查看图像质量说明。</translation>
        </message>
        <message>
            <source>“{first}” shows {eye}, “{second}” the other eye.</source>
            <translation>“{first}”显示的是 {eye}，“{second}”则是另一只眼。</translation>
        </message>
        <message>
            <source>Compare two photographs of one eye, or set the eye if a file states it wrongly.</source>
            <translation>请比较同一只眼的两张照片；如果文件注明的眼别有误，请设置眼别。</translation>
        </message>
        <message>
            <source>The first photograph is the later one: changes go back in time.</source>
            <translation>第一张照片拍摄较晚：所列变化为逆时间方向。</translation>
        </message>
        <message>
            <source>Different cameras took the photographs ({first}; {second}): numbers may differ for that alone.</source>
            <translation>两张照片由不同的相机拍摄（{first}；{second}）：仅此一点就可能使数值不同。</translation>
        </message>
        <message>
            <source>The fields of view differ ({first}° and {second}°): the eye is enlarged differently.</source>
            <translation>视野不同（{first}° 和 {second}°）：眼的放大程度不同。</translation>
        </message>
        <message>
            <source>The vessels were found by different models, styles or thresholds: changes cannot be told from that.</source>
            <translation>血管由不同的模型、风格或阈值得出：无法与真正的变化区分。</translation>
        </message>
        <message>
            <source>The photographs differ in quality: fine vessels may be lost in the poorer one.</source>
            <translation>两张照片的质量不同：质量较差的一张可能丢失细小血管。</translation>
        </message>
        <message>
            <source>Two models find the structure “{structure}”.</source>
            <translation>有两个模型都识别结构“{structure}”。</translation>
        </message>
        <message>
            <source>Leave one of them out.</source>
            <translation>请去掉其中一个。</translation>
        </message>
        <message>
            <source>Some of the models look at the round field, others at the whole picture.</source>
            <translation>有的模型分析圆形视野，有的模型分析整幅图像。</translation>
        </message>
        <message>
            <source>Choose models that all look at the same area.</source>
            <translation>请选择分析范围相同的模型。</translation>
        </message>
        <message>
            <source>The model “{name}” was not made for the retina; what it finds is shown but not measured.</source>
            <translation>模型“{name}”不是为视网膜制作的；其结果仅供显示，不作测量。</translation>
        </message>
        <message>
            <source>“{name}” is only {width} × {height} pixels.</source>
            <translation>“{name}”只有 {width} × {height} 像素。</translation>
        </message>
        <message>
            <source>Open a photograph of at least 128 × 128 pixels.</source>
            <translation>请打开至少 128 × 128 像素的照片。</translation>
        </message>
        <message>
            <source>“{name}” shows nothing: it is all one shade.</source>
            <translation>“{name}”中没有内容：整幅图像为同一灰度。</translation>
        </message>
        <message>
            <source>Check the photograph in the program that made it.</source>
            <translation>请在生成该照片的程序中检查。</translation>
        </message>
        <message>
            <source>The field of view of “{name}” is only {diameter} pixels across.</source>
            <translation>“{name}”的视野直径仅为 {diameter} 像素。</translation>
        </message>
        <message>
            <source>Give a mask whose field is at least 128 pixels across.</source>
            <translation>请提供视野直径至少为 128 像素的掩膜。</translation>
        </message>
        <message>
            <source>No vessels are drawn in the field of view.</source>
            <translation>视野内没有画出血管。</translation>
        </message>
        <message>
            <source>More than half of the field of view is drawn as vessels; perhaps the vessels are the black pixels.</source>
            <translation>超过一半的视野被画为血管；血管可能是黑色像素。</translation>
        </message>
        <message>
            <source>Most of what is drawn lies outside the field of view.</source>
            <translation>所画内容大多位于视野之外。</translation>
        </message>
        <message>
            <source>According to the pixel spacing, the field of view is {across} mm across, which cannot be right for a retina, so nothing is given in millimetres.</source>
            <translation>按像素间距，视野直径为 {across} mm，不可能符合视网膜的实际尺寸；不给出毫米数值。</translation>
        </message>
        <message>
            <source>Issuer of the ID</source>
            <translation>编号签发机构</translation>
        </message>
        <message>
            <source>Patient ID</source>
            <translation>患者编号</translation>
        </message>
        <message>
            <source>Patient</source>
            <translation>患者</translation>
        </message>
        <message>
            <source>Date of birth</source>
            <translation>出生日期</translation>
        </message>
        <message>
            <source>Sex</source>
            <translation>性别</translation>
        </message>
        <message>
            <source>Date of photograph</source>
            <translation>拍摄日期</translation>
        </message>
        <message>
            <source>{fact}: the file says “{stated}”, a person says “{said}”. Check whose photograph this is.</source>
            <translation>{fact}：文件为“{stated}”，人工指定为“{said}”。请核对这是谁的照片。</translation>
        </message>
        <message>
            <source>The quality is too poor to measure, but the user had it measured anyway. Do not rely on the numbers.</source>
            <translation>图像质量太差，本不应测量；经人工要求仍进行了测量。请勿依赖这些数值。</translation>
        </message>
        <message>
            <source>The vessels were corrected by hand.</source>
            <translation>血管已由人工修正。</translation>
        </message>
        <message>
            <source>The vessels were corrected by hand; the automatic numbers are given next to the corrected ones.</source>
            <translation>血管已由人工修正；修正后的数值旁附有自动测得的数值。</translation>
        </message>
        <message>
            <source>Disc, fovea, arteries or veins were corrected by hand.</source>
            <translation>视盘、中心凹或动静脉经人工修正。</translation>
        </message>
        <message>
            <source>Disc, fovea, arteries or veins were corrected by hand; the automatic numbers are given next to the corrected ones.</source>
            <translation>视盘、中心凹或动静脉经人工修正；自动数值与修正后的数值一并给出。</translation>
        </message>
        <message>
            <source>By the places of disc and fovea this is {suggested}, but the eye is stated to be {stated}. Check it.</source>
            <translation>按视盘与中心凹的位置，这是 {suggested}，但标明的眼别为 {stated}。请核对。</translation>
        </message>
        <message>
            <source>A person excluded {share} % of the field of view: it is not measured.</source>
            <translation>人工排除了视野的 {share} %：该部分不测量。</translation>
        </message>
        <message>
            <source>It is not recorded which eye this is.</source>
            <translation>未记录眼别。</translation>
        </message>
        <message>
            <source>The eye was set by the user, not by the file.</source>
            <translation>眼别由用户设定，并非来自文件。</translation>
        </message>
        <message>
            <source>The user set the eye to {set}; the file says {stated}.</source>
            <translation>用户将眼别设为 {set}；文件中记录为 {stated}。</translation>
        </message>
        <message>
            <source>The pixel size was stated by the user, not by the file.</source>
            <translation>像素尺寸由用户指定，而非来自文件。</translation>
        </message>
        <message>
            <source>No optic disc was found.</source>
            <translation>未找到视盘。</translation>
        </message>
        <message>
            <source>Two places look like the optic disc.</source>
            <translation>有两处都像视盘。</translation>
        </message>
        <message>
            <source>What looks like the optic disc has no vessels.</source>
            <translation>看起来像视盘的部位没有血管。</translation>
        </message>
        <message>
            <source>Less than half of the optic disc is in view.</source>
            <translation>视野内的视盘不到一半。</translation>
        </message>
        <message>
            <source>No cup was found in the optic disc.</source>
            <translation>在视盘内未找到视杯。</translation>
        </message>
        <message>
            <source>No fovea was found.</source>
            <translation>未找到黄斑中心凹。</translation>
        </message>
        <message>
            <source>What looks like the fovea does not lie where the optic disc lets it be.</source>
            <translation>看似黄斑中心凹之处与视盘的位置不符。</translation>
        </message>
        <message>
            <source>No model looked for the optic disc.</source>
            <translation>没有模型查找视盘。</translation>
        </message>
        <message>
            <source>No model looked for the cup of the optic disc.</source>
            <translation>没有模型查找视盘的视杯。</translation>
        </message>
        <message>
            <source>No model looked for the fovea.</source>
            <translation>没有模型查找黄斑中心凹。</translation>
        </message>
        <message>
            <source>The optic disc is not in view, as a person says.</source>
            <translation>用户指出视盘不在视野内。</translation>
        </message>
        <message>
            <source>The cup of the optic disc cannot be seen, as a person says.</source>
            <translation>用户指出看不到视盘的视杯。</translation>
        </message>
        <message>
            <source>The fovea is not in view, as a person says.</source>
            <translation>用户指出中心凹不在视野内。</translation>
        </message>
        <message>
            <source>The cup that was found does not lie in the optic disc that was placed.</source>
            <translation>找到的视杯不在手动放置的视盘内。</translation>
        </message>
        <message>
            <source>The optic disc is not known.</source>
            <translation>视盘未知。</translation>
        </message>
        <message>
            <source>Optic disc and fovea are not both known.</source>
            <translation>视盘与黄斑中心凹并非都已知。</translation>
        </message>
        <message>
            <source>The pixel size on the retina is not known.</source>
            <translation>像素在视网膜上对应的实际尺寸未知。</translation>
        </message>
        <message>
            <source>There is not enough memory for this photograph.</source>
            <translation>内存不足，无法处理该照片。</translation>
        </message>
        <message>
            <source>Close other programs to free memory, then try again.</source>
            <translation>请关闭其他程序以释放内存，然后重试。</translation>
        </message>
        <message>
            <source>Something unexpected went wrong ({kind}).</source>
            <translation>发生意外错误（{kind}）。</translation>
        </message>
        <message>
            <source>Try again; if it happens again, send us the log file.</source>
            <translation>请重试；如果再次发生，请将日志文件发送给我们。</translation>
        </message>
        <message>
            <source>Free some space, or choose another folder.</source>
            <translation>请释放一些磁盘空间，或选择另一个文件夹。</translation>
        </message>
        <message>
            <source>Choose a shorter name.</source>
            <translation>请选择较短的名称。</translation>
        </message>
        <message>
            <source>The folder “{name}” cannot be made: {why}.</source>
            <translation>无法创建文件夹“{name}”：{why}。</translation>
        </message>
        <message>
            <source>Choose another folder.</source>
            <translation>请选择其他文件夹。</translation>
        </message>
        <message>
            <source>The folder “{name}” cannot be locked or written to: {why}.</source>
            <translation>文件夹“{name}”无法锁定或无法写入：{why}。</translation>
        </message>
        <message>
            <source>Check the drive, or choose a folder on this computer.</source>
            <translation>请检查驱动器，或选择本机上的文件夹。</translation>
        </message>
        <message>
            <source>Choose another folder, or close the program that is using the file.</source>
            <translation>请选择其他文件夹，或关闭正在占用该文件的程序。</translation>
        </message>
        <message>
            <source>“{name}” cannot be written: {why}.</source>
            <translation>无法写入“{name}”：{why}。</translation>
        </message>
        <message>
            <source>it is being written to</source>
            <translation>文件正在被写入</translation>
        </message>
        <message>
            <source>Try again when it is complete.</source>
            <translation>请在写入完成后重试。</translation>
        </message>
        <message>
            <source>“{name}” cannot be read: {why}.</source>
            <translation>无法读取“{name}”：{why}。</translation>
        </message>
        <message>
            <source>Check that you may open the file and that its drive is connected.</source>
            <translation>请确认您有权打开该文件，且其所在磁盘已连接。</translation>
        </message>
        <message>
            <source>it is a folder</source>
            <translation>这是文件夹</translation>
        </message>
        <message>
            <source>Choose one of the files in it.</source>
            <translation>请选择其中的一个文件。</translation>
        </message>
        <message>
            <source>it is not an ordinary file</source>
            <translation>它不是普通文件</translation>
        </message>
        <message>
            <source>Save its contents as an ordinary file, and choose that one.</source>
            <translation>请将其内容复制到普通文件中，再选择该文件。</translation>
        </message>
        <message>
            <source>it is larger than {size} MB</source>
            <translation>文件大于 {size} MB</translation>
        </message>
        <message>
            <source>Choose another file; files of this kind are smaller.</source>
            <translation>请选择其他文件；此类文件不会这么大。</translation>
        </message>
        <message>
            <source>No field matches “{pattern}”.</source>
            <translation>没有与“{pattern}”匹配的视野文件。</translation>
        </message>
        <message>
            <source>Check the folder and the pattern, or give auto or whole.</source>
            <translation>请检查文件夹和匹配模式，或填写 auto 或 whole。</translation>
        </message>
        <message>
            <source>Each mask needs exactly one field; to use one field for all masks, name its file.</source>
            <translation>每个掩膜恰好需要一个视野；若所有掩膜共用一个视野，请直接指定其文件。</translation>
        </message>
        <message>
            <source>The fields do not pair up with the masks ({masks} masks, {fields} fields).</source>
            <translation>视野与掩膜无法一一对应（{masks} 个掩膜，{fields} 个视野）。</translation>
        </message>
        <message>
            <source>The mask “{name}” has no field of the same name.</source>
            <translation>掩膜“{name}”没有同名的视野。</translation>
        </message>
        <message>
            <source>The files that an interrupted run left in “{name}” are damaged.</source>
            <translation>中断的运行在“{name}”中留下的内容已损坏。</translation>
        </message>
        <message>
            <source>Remove that folder, or write the results to another one.</source>
            <translation>请删除该文件夹，或将结果写入另一个文件夹。</translation>
        </message>
        <message>
            <source>Another program has been writing to “{name}” for ten minutes.</source>
            <translation>另一个程序已持续十分钟向“{name}”写入。</translation>
        </message>
        <message>
            <source>Wait for it to finish, or choose another folder.</source>
            <translation>请等待其结束，或选择另一个文件夹。</translation>
        </message>
        <message>
            <source>“{name}” already exists and is not a table of results.</source>
            <translation>“{name}”已存在，且不是结果表格。</translation>
        </message>
        <message>
            <source>Write the results to another folder.</source>
            <translation>请将结果写入另一个文件夹。</translation>
        </message>
        <message>
            <source>This worker has another model ({found}).</source>
            <translation>该工作进程使用的是另一个模型（{found}）。</translation>
        </message>
        <message>
            <source>Give all workers the model that the cohort began with.</source>
            <translation>请让所有工作进程使用队列开始时的模型。</translation>
        </message>
        <message>
            <source>Workers end again and again before they have done anything.</source>
            <translation>工作进程一再终止，未能完成任何工作。</translation>
        </message>
        <message>
            <source>Look into their logs; give each more memory.</source>
            <translation>请查看其日志，并为每个进程分配更多内存。</translation>
        </message>
        <message>
            <source>Name the authority, the certificate and its key in Dask's settings, as in tls.yaml.</source>
            <translation>请在 Dask 的设置中指定颁发机构、证书及其密钥，写法见 tls.yaml。</translation>
        </message>
        <message>
            <source>The scheduler “{name}” shows no certificate that is trusted here.</source>
            <translation>调度器“{name}”没有出示此处信任的证书。</translation>
        </message>
        <message>
            <source>The certificates that Dask's settings name cannot be read: {why}.</source>
            <translation>无法读取 Dask 设置中指定的证书：{why}。</translation>
        </message>
        <message>
            <source>The scheduler “{name}” asks for a certificate, and none is set.</source>
            <translation>调度器“{name}”要求证书，但未设置任何证书。</translation>
        </message>
        <message>
            <source>Dask's settings forbid “{name}”: it is not encrypted.</source>
            <translation>Dask 的设置不允许使用“{name}”：该连接未加密。</translation>
        </message>
        <message>
            <source>Start the scheduler with --protocol tls, and name its tls:// address.</source>
            <translation>请用 --protocol tls 启动调度器，并填写其 tls:// 地址。</translation>
        </message>
        <message>
            <source>The scheduler cannot be reached.</source>
            <translation>无法连接调度器。</translation>
        </message>
        <message>
            <source>What is done is kept: start it again, and the same command resumes.</source>
            <translation>已完成的结果已保留：重新启动调度器后，用同一命令即可继续。</translation>
        </message>
        <message>
            <source>Another run is working on “{name}”.</source>
            <translation>另一个任务正在处理“{name}”。</translation>
        </message>
        <message>
            <source>The key of the pseudonyms would lie in the folder of the results.</source>
            <translation>假名对照密钥将与结果放在同一文件夹中。</translation>
        </message>
        <message>
            <source>Name a folder elsewhere: whoever has both knows whose the results are.</source>
            <translation>请指定其他位置的文件夹：同时拥有两者的人可得知结果属于谁。</translation>
        </message>
        <message>
            <source>“{name}” does not fit the other parts: {why}.</source>
            <translation>“{name}”与其他部分不一致：{why}。</translation>
        </message>
        <message>
            <source>Keep the results of different versions in folders of their own.</source>
            <translation>请将不同版本的结果分别保存在各自的文件夹中。</translation>
        </message>
        <message>
            <source>“{name}” is no table that can be read: {why}.</source>
            <translation>“{name}”不是可读取的表格：{why}。</translation>
        </message>
        <message>
            <source>Remove it; the same command makes it again.</source>
            <translation>请将其删除；同一命令会重新生成。</translation>
        </message>
        <message>
            <source>There is no photograph among the inputs.</source>
            <translation>输入中没有照片。</translation>
        </message>
        <message>
            <source>Name folders, archives, a list or a store with photographs.</source>
            <translation>请指定含有照片的文件夹、压缩包、清单或病例库。</translation>
        </message>
        <message>
            <source>This folder holds a cohort that was begun otherwise ({what}).</source>
            <translation>此文件夹中的队列是以不同设置开始的（{what}）。</translation>
        </message>
        <message>
            <source>Ask for the same again, or choose another folder.</source>
            <translation>请使用相同的设置，或选择其他文件夹。</translation>
        </message>
        <message>
            <source>The key of the pseudonyms is not in “{name}”.</source>
            <translation>“{name}”中没有假名对照密钥。</translation>
        </message>
        <message>
            <source>Say where it lies.</source>
            <translation>请指明其所在位置。</translation>
        </message>
        <message>
            <source>measured</source>
            <translation>已测量</translation>
        </message>
        <message>
            <source>not measurable</source>
            <translation>不可测量</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>失败</translation>
        </message>
        <message>
            <source>set aside</source>
            <translation>已搁置</translation>
        </message>
        <message>
            <source>not done</source>
            <translation>未完成</translation>
        </message>
        <message>
            <source>OD (right eye)</source>
            <translation>OD（右眼）</translation>
        </message>
        <message>
            <source>OS (left eye)</source>
            <translation>OS（左眼）</translation>
        </message>
        <message>
            <source>Photographs</source>
            <translation>照片</translation>
        </message>
        <message>
            <source>Share</source>
            <translation>比例</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>项目</translation>
        </message>
        <message>
            <source>Pairs</source>
            <translation>对数</translation>
        </message>
        <message>
            <source>OD − OS</source>
            <translation>OD − OS</translation>
        </message>
        <message>
            <source>Lower limit</source>
            <translation>下限</translation>
        </message>
        <message>
            <source>Upper limit</source>
            <translation>上限</translation>
        </message>
        <message>
            <source>Correlation</source>
            <translation>相关系数</translation>
        </message>
        <message>
            <source>Eyes</source>
            <translation>眼数</translation>
        </message>
        <message>
            <source>SD within an eye</source>
            <translation>眼内标准差</translation>
        </message>
        <message>
            <source>Repeatability coefficient</source>
            <translation>重复性系数</translation>
        </message>
        <message>
            <source>Report of a cohort</source>
            <translation>队列报告</translation>
        </message>
        <message>
            <source>No photograph was measured.</source>
            <translation>没有照片被测量。</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>{count} photographs; {copies} are copies of another one. Model {model} {version} (SHA-256 {sha256}), Retivasc {software}, settings {settings}.</source>
            <translation>共 {count} 张照片，其中 {copies} 张是其他照片的副本。模型 {model} {version}（SHA-256 {sha256}），Retivasc {software}，设置 {settings}。</translation>
        </message>
        <message>
            <source>What failed, and why</source>
            <translation>失败情况及原因</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>Kind of failure</source>
            <translation>失败类型</translation>
        </message>
        <message>
            <source>Image quality</source>
            <translation>图像质量</translation>
        </message>
        <message>
            <source>Verdict</source>
            <translation>结论</translation>
        </message>
        <message>
            <source>Quality score</source>
            <translation>质量评分</translation>
        </message>
        <message>
            <source>Distribution of each number</source>
            <translation>各指标的分布</translation>
        </message>
        <message>
            <source>Mean</source>
            <translation>均值</translation>
        </message>
        <message>
            <source>SD</source>
            <translation>标准差</translation>
        </message>
        <message>
            <source>5 %</source>
            <translation>5 %</translation>
        </message>
        <message>
            <source>25 %</source>
            <translation>25 %</translation>
        </message>
        <message>
            <source>Median</source>
            <translation>中位数</translation>
        </message>
        <message>
            <source>75 %</source>
            <translation>75 %</translation>
        </message>
        <message>
            <source>95 %</source>
            <translation>95 %</translation>
        </message>
        <message>
            <source>By eye</source>
            <translation>按眼别</translation>
        </message>
        <message>
            <source>By camera</source>
            <translation>按相机</translation>
        </message>
        <message>
            <source>By {covariate}</source>
            <translation>按 {covariate}</translation>
        </message>
        <message>
            <source>η²</source>
            <translation>η²</translation>
        </message>
        <message>
            <source>Mean ± SD of each group; η² is the share of the variance that the groups explain: of cameras or sites, how large their batch effect is.</source>
            <translation>各组均值 ± 标准差；η² 为分组所解释的方差比例：对相机或中心而言，即批次效应的大小。</translation>
        </message>
        <message>
            <source>Outliers</source>
            <translation>离群值</translation>
        </message>
        <message>
            <source>Photographs of which a number lies more than {score} robust standard deviations from the median, by their row in the table of results.</source>
            <translation>某项指标偏离中位数超过 {score} 个稳健标准差的照片，以其在结果表中的行号标示。</translation>
        </message>
        <message>
            <source>Row</source>
            <translation>行</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>Score</source>
            <translation>得分</translation>
        </message>
        <message>
            <source>Rank correlations of the numbers</source>
            <translation>各指标的秩相关</translation>
        </message>
        <message>
            <source>Right and left eyes, and repeats</source>
            <translation>右眼与左眼，以及重复拍摄</translation>
        </message>
        <message>
            <source>It is not known which photographs are of one person.</source>
            <translation>不知道哪些照片属于同一人。</translation>
        </message>
        <message>
            <source>{number}, OD − OS</source>
            <translation>{number}，OD − OS</translation>
        </message>
        <message>
            <source>Agreement of both eyes at one visit (Bland and Altman).</source>
            <translation>同一次就诊双眼的一致性（Bland–Altman）。</translation>
        </message>
        <message>
            <source>Repeated photographs of one eye at one visit.</source>
            <translation>同一次就诊同一只眼的重复照片。</translation>
        </message>
        <message>
            <source>“{name}” holds no cohort.</source>
            <translation>“{name}”中没有队列。</translation>
        </message>
        <message>
            <source>Name the folder of a cohort's results.</source>
            <translation>请指定队列结果所在的文件夹。</translation>
        </message>
        <message>
            <source>The process that analysed this photograph ended {tries} times.</source>
            <translation>分析此照片的进程已终止 {tries} 次。</translation>
        </message>
        <message>
            <source>It was set aside; analyse it alone, with more memory.</source>
            <translation>该照片已被搁置；请用更多内存单独分析。</translation>
        </message>
        <message>
            <source>The list “{name}” has no column “file”.</source>
            <translation>清单“{name}”没有“file”列。</translation>
        </message>
        <message>
            <source>Its first line names the columns; “file” holds the paths.</source>
            <translation>第一行为列名；“file”列为路径。</translation>
        </message>
        <message>
            <source>The list has no column “{name}”.</source>
            <translation>清单中没有“{name}”列。</translation>
        </message>
        <message>
            <source>It has: {names}.</source>
            <translation>其中有：{names}。</translation>
        </message>
        <message>
            <source>The list has two columns “{name}”.</source>
            <translation>清单中有两个“{name}”列。</translation>
        </message>
        <message>
            <source>Give each column a name of its own.</source>
            <translation>请为每列指定不同的名称。</translation>
        </message>
        <message>
            <source>Row {line} of the list has “{value}” as {name}.</source>
            <translation>清单第 {line} 行的 {name} 为“{value}”。</translation>
        </message>
        <message>
            <source>Correct the list; nothing was begun.</source>
            <translation>请更正清单；尚未开始任何工作。</translation>
        </message>
        <message>
            <source>The list “{name}” cannot be read: {why}.</source>
            <translation>无法读取清单“{name}”：{why}。</translation>
        </message>
        <message>
            <source>Give a CSV file in UTF-8, or a Parquet file.</source>
            <translation>请提供 UTF-8 编码的 CSV 文件或 Parquet 文件。</translation>
        </message>
        <message>
            <source>the photograph</source>
            <translation>照片</translation>
        </message>
        <message>
            <source>the id</source>
            <translation>编号</translation>
        </message>
        <message>
            <source>The list has {what} “{which}” twice.</source>
            <translation>清单中{what}“{which}”出现两次。</translation>
        </message>
        <message>
            <source>Each row needs an id of its own, and a photograph of its own.</source>
            <translation>每一行都需要唯一的编号和唯一的照片。</translation>
        </message>
        <message>
            <source>The folder “{name}” cannot be read any more.</source>
            <translation>无法再读取文件夹“{name}”。</translation>
        </message>
        <message>
            <source>Connect the drive again; the same command resumes.</source>
            <translation>请重新连接驱动器；用同一命令即可继续。</translation>
        </message>
        <message>
            <source>This worker has Retivasc {here}, and the run was started by {there}.</source>
            <translation>该工作进程的 Retivasc 版本为 {here}，而任务由版本 {there} 启动。</translation>
        </message>
        <message>
            <source>Install the same version everywhere.</source>
            <translation>请在所有计算机上安装同一版本。</translation>
        </message>
        <message>
            <source>“{name}” is not a DICOM photograph.</source>
            <translation>“{name}”不属于 DICOM 所定义的照片。</translation>
        </message>
        <message>
            <source>Only ophthalmic photographs, visible light photographs and secondary captures can be de-identified.</source>
            <translation>只能对眼科照片、可见光照片和二次采集图像去标识化。</translation>
        </message>
        <message>
            <source>“{name}” stores its pixels in an unusual way.</source>
            <translation>“{name}”存储像素的方式不常见。</translation>
        </message>
        <message>
            <source>Export the photograph again with 8 or 16 bits per sample.</source>
            <translation>请以每个样本 8 位或 16 位重新导出该照片。</translation>
        </message>
        <message>
            <source>“{name}” would be larger than 1 GB uncompressed.</source>
            <translation>“{name}”解压后将超过 1 GB。</translation>
        </message>
        <message>
            <source>Export fewer frames and de-identify those.</source>
            <translation>请导出较少的帧，再对其去标识化。</translation>
        </message>
        <message>
            <source>Only the first of {count} pages was written; save the others as separate files.</source>
            <translation>共 {count} 页，仅写出第一页；请将其余各页另存为单独的文件。</translation>
        </message>
        <message>
            <source>Everything outside the field of view was blackened; check whether there is text inside it.</source>
            <translation>视野以外的部分已涂黑；请查看视野内是否有文字。</translation>
        </message>
        <message>
            <source>Not every picture has a dark border that could be blackened.</source>
            <translation>并非每幅图像都有可涂黑的暗色边缘。</translation>
        </message>
        <message>
            <source>Text may be burned into the picture: check it before you pass it on.</source>
            <translation>图像上可能叠印有文字：转交之前请先查看。</translation>
        </message>
        <message>
            <source>“{name}”, which tells how exact numbers are, cannot be read.</source>
            <translation>无法读取说明数值精确程度的文件“{name}”。</translation>
        </message>
        <message>
            <source>Make it again with this version of Retivasc.</source>
            <translation>请用此版本的 Retivasc 重新生成。</translation>
        </message>
        <message>
            <source>“{name}”, which tells how exact numbers are, is of another version.</source>
            <translation>说明数值精确程度的文件“{name}”属于其他版本。</translation>
        </message>
        <message>
            <source>“{name}”, which tells how exact numbers are, is of another model.</source>
            <translation>说明数值精确程度的文件“{name}”属于其他模型。</translation>
        </message>
        <message>
            <source>Make it again with the model that is used now.</source>
            <translation>请用当前使用的模型重新生成。</translation>
        </message>
        <message>
            <source>The picture shows more than one field of view, so it is not a single photograph. Open each photograph as a separate file.</source>
            <translation>图片中有多个视野，并非单张照片。请将每张照片作为单独的文件打开。</translation>
        </message>
        <message>
            <source>The camera's round field of view appears as an ellipse, {ratio} times as high as it is wide: the picture may be stretched, and shapes in it may be measured wrongly.</source>
            <translation>相机的圆形视野呈椭圆，高为宽的 {ratio} 倍：图片可能被拉伸，其中形态的测量可能有误。</translation>
        </message>
        <message>
            <source>The field of view is an estimate, the smallest circle around the vessels; where they end short of the true rim, the densities come out too high.</source>
            <translation>视野为估计值，即包围全部血管的最小圆；若血管未达视野边缘，则密度偏高。</translation>
        </message>
        <message>
            <source>The whole frame was taken as the field of view; black corners lower the densities.</source>
            <translation>以整幅图像作为视野；黑色边角会使密度偏低。</translation>
        </message>
        <message>
            <source>Export the mask again, with square pixels, as PNG or TIFF.</source>
            <translation>请以正方形像素将掩膜重新导出为 PNG 或 TIFF。</translation>
        </message>
        <message>
            <source>“{name}” is not a mask: {share} % of its pixels are neither black nor white.</source>
            <translation>“{name}”不是掩膜：{share} % 的像素既非黑色也非白色。</translation>
        </message>
        <message>
            <source>Use two values only: 0 outside, 255 for vessels.</source>
            <translation>请使用两种值：血管外为 0，血管为 255。</translation>
        </message>
        <message>
            <source>The field “{field}” is {field_width} × {field_height} pixels, the mask “{name}” {width} × {height}.</source>
            <translation>视野“{field}”为 {field_width} × {field_height} 像素，而掩膜“{name}”为 {width} × {height} 像素。</translation>
        </message>
        <message>
            <source>Give the field of the same photograph, at the same size.</source>
            <translation>请提供同一照片、同一尺寸的视野。</translation>
        </message>
        <message>
            <source>The field mask “{name}” is empty.</source>
            <translation>视野掩膜“{name}”为空。</translation>
        </message>
        <message>
            <source>Give a mask that is white where the retina is seen, or a photograph.</source>
            <translation>请提供视网膜可见处为白色的掩膜，或一张照片。</translation>
        </message>
        <message>
            <source>“{name}” shows no vessels from which to estimate a field of view.</source>
            <translation>“{name}”中没有血管，无法据此确定视野。</translation>
        </message>
        <message>
            <source>Give the field of view, or state that vessels are black in the mask.</source>
            <translation>请指定视野；若掩膜中的血管为黑色，请加以说明。</translation>
        </message>
        <message>
            <source>upper left</source>
            <translation>左上</translation>
        </message>
        <message>
            <source>upper right</source>
            <translation>右上</translation>
        </message>
        <message>
            <source>lower left</source>
            <translation>左下</translation>
        </message>
        <message>
            <source>lower right</source>
            <translation>右下</translation>
        </message>
        <message>
            <source>upper half</source>
            <translation>上半部</translation>
        </message>
        <message>
            <source>lower half</source>
            <translation>下半部</translation>
        </message>
        <message>
            <source>left half</source>
            <translation>左半部</translation>
        </message>
        <message>
            <source>right half</source>
            <translation>右半部</translation>
        </message>
        <message>
            <source>all over the field</source>
            <translation>遍布视野</translation>
        </message>
        <message>
            <source>{share} % of the field is too dark ({place}).</source>
            <translation>视野的 {share} % 过暗（{place}）。</translation>
        </message>
        <message>
            <source>{share} % of the field is washed out: vessels hardly stand out ({place}).</source>
            <translation>视野的 {share} % 对比度过低：血管几乎无法分辨（{place}）。</translation>
        </message>
        <message>
            <source>{share} % of the field is blurred ({place}).</source>
            <translation>视野的 {share} % 模糊（{place}）。</translation>
        </message>
        <message>
            <source>{share} % of the field holds bright lesions, such as exudates ({place}).</source>
            <translation>视野的 {share} % 有亮色病灶，如渗出（{place}）。</translation>
        </message>
        <message>
            <source>No vessels were found.</source>
            <translation>未发现血管。</translation>
        </message>
        <message>
            <source>Many of the possible vessels are uncertain.</source>
            <translation>许多疑似血管之处无法确定是否为血管。</translation>
        </message>
        <message>
            <source>No vessels are found in {share} % of the field.</source>
            <translation>视野的 {share} % 未找到血管。</translation>
        </message>
        <message>
            <source>Only part of the rim of the field of view was found; its extent is uncertain.</source>
            <translation>仅找到视野边缘的一部分；视野范围不确定。</translation>
        </message>
        <message>
            <source>The round field of view was not found; its extent is a guess.</source>
            <translation>未找到圆形视野；其范围为估计值。</translation>
        </message>
        <message>
            <source>Only {share} % of the round field of view lies within the picture.</source>
            <translation>圆形视野只有 {share} % 位于图片内。</translation>
        </message>
        <message>
            <source>The picture shows something besides the field of view; only the field is measured.</source>
            <translation>图片中除视野外还有其他内容；仅测量该视野。</translation>
        </message>
        <message>
            <source>{share} % of the field is overexposed.</source>
            <translation>视野的 {share} % 曝光过度。</translation>
        </message>
        <message>
            <source>The {part} of the picture is underexposed.</source>
            <translation>图片的{part}曝光不足。</translation>
        </message>
        <message>
            <source>The photograph is too dark.</source>
            <translation>照片太暗。</translation>
        </message>
        <message>
            <source>The photograph is hazy: its vessels have little contrast.</source>
            <translation>照片雾浊：血管对比度低。</translation>
        </message>
        <message>
            <source>The vessels in the {part} of the picture have little contrast.</source>
            <translation>图像{part}的血管对比度低。</translation>
        </message>
        <message>
            <source>The photograph is blurred: fine vessels are lost.</source>
            <translation>照片模糊：细小血管已丢失。</translation>
        </message>
        <message>
            <source>The photograph is grainy: noise hides fine vessels.</source>
            <translation>照片噪点多：噪声掩盖了细小血管。</translation>
        </message>
        <message>
            <source>The file is so heavily compressed that blocks are visible in it.</source>
            <translation>文件压缩过度，已出现块状痕迹。</translation>
        </message>
        <message>
            <source>left third</source>
            <translation>左侧三分之一</translation>
        </message>
        <message>
            <source>central column</source>
            <translation>左右之间的中央部分</translation>
        </message>
        <message>
            <source>right third</source>
            <translation>右侧三分之一</translation>
        </message>
        <message>
            <source>upper third</source>
            <translation>上方三分之一</translation>
        </message>
        <message>
            <source>central row</source>
            <translation>上下之间的中央部分</translation>
        </message>
        <message>
            <source>lower third</source>
            <translation>下方三分之一</translation>
        </message>
        <message>
            <source>The photograph has no colour; the model was made for colour photographs.</source>
            <translation>照片没有色彩；模型是为彩色照片设计的。</translation>
        </message>
        <message>
            <source>The colours are not those of a retina; check how the file was exported.</source>
            <translation>颜色不像视网膜；请检查文件的导出方式。</translation>
        </message>
        <message>
            <source>The model “{name}” cannot be loaded.</source>
            <translation>无法加载模型“{name}”。</translation>
        </message>
        <message>
            <source>Its file is damaged; install Retivasc again.</source>
            <translation>模型文件已损坏；请重新安装 Retivasc。</translation>
        </message>
        <message>
            <source>The graphics card failed; the processor was used instead.</source>
            <translation>显卡出错，已改用处理器计算。</translation>
        </message>
        <message>
            <source>Nothing that is installed can run the model “{name}”.</source>
            <translation>已安装的组件都无法运行模型“{name}”。</translation>
        </message>
        <message>
            <source>Install torch, or convert the model: retivasc convert.</source>
            <translation>请安装 torch，或转换该模型：retivasc convert。</translation>
        </message>
        <message>
            <source>No working CUDA device was found.</source>
            <translation>未找到可用的 CUDA 设备。</translation>
        </message>
        <message>
            <source>Use the processor instead, or update the graphics driver.</source>
            <translation>请改用处理器，或更新显卡驱动。</translation>
        </message>
        <message>
            <source>The model “{name}” does not match its model card.</source>
            <translation>模型“{name}”与其模型卡不符。</translation>
        </message>
        <message>
            <source>Its file is damaged or was replaced; install Retivasc again.</source>
            <translation>模型文件已损坏或被替换；请重新安装 Retivasc。</translation>
        </message>
        <message>
            <source>The model card “{name}” is damaged: {why}.</source>
            <translation>模型卡“{name}”已损坏：{why}。</translation>
        </message>
        <message>
            <source>Install Retivasc again, or choose another model.</source>
            <translation>请重新安装 Retivasc，或选择其他模型。</translation>
        </message>
        <message>
            <source>The model card “{name}” is from another version.</source>
            <translation>模型卡“{name}”的版本不符。</translation>
        </message>
        <message>
            <source>Update Retivasc, or choose another model.</source>
            <translation>请更新 Retivasc，或选择其他模型。</translation>
        </message>
        <message>
            <source>The model file “{name}” cannot be read.</source>
            <translation>无法读取模型文件“{name}”。</translation>
        </message>
        <message>
            <source>The model asks for an unknown network “{name}”.</source>
            <translation>模型需要未知的网络“{name}”。</translation>
        </message>
        <message>
            <source>The segmentation gave values that are not numbers.</source>
            <translation>分割结果中出现了无效数值。</translation>
        </message>
        <message>
            <source>Use the processor instead, or install Retivasc again.</source>
            <translation>请改用处理器，或重新安装 Retivasc。</translation>
        </message>
        <message>
            <source>The segmentation failed: {why}.</source>
            <translation>血管分割失败：{why}。</translation>
        </message>
        <message>
            <source>The segmentation failed on the graphics card: {why}.</source>
            <translation>在显卡上分割失败：{why}。</translation>
        </message>
        <message>
            <source>Use the processor instead, or close other programs that use the card.</source>
            <translation>请改用处理器，或关闭其他占用显卡的程序。</translation>
        </message>
        <message>
            <source>The network “resnet34-unet” needs the transformers library, which is not installed.</source>
            <translation>网络“resnet34-unet”需要 transformers 库，但尚未安装。</translation>
        </message>
        <message>
            <source>Install the extra: pip install 'retivasc[resnet]'.</source>
            <translation>请安装附加组件：pip install 'retivasc[resnet]'。</translation>
        </message>
        <message>
            <source>The model draws vessels in one style only; its detail cannot be set.</source>
            <translation>该模型只会用一种标注风格描画血管，无法设置细节。</translation>
        </message>
        <message>
            <source>Choose another model, or leave the detail out.</source>
            <translation>请选择其他模型，或不指定细节。</translation>
        </message>
        <message>
            <source>The model draws vessels in one style only, not in “{style}”.</source>
            <translation>该模型只会用一种标注风格描画血管，没有“{style}”风格。</translation>
        </message>
        <message>
            <source>Choose another model, or leave the style out.</source>
            <translation>请选择其他模型，或不指定标注风格。</translation>
        </message>
        <message>
            <source>The model knows no style “{style}”.</source>
            <translation>该模型没有标注风格“{style}”。</translation>
        </message>
        <message>
            <source>Choose one of these: {styles}.</source>
            <translation>请从以下各项中选择：{styles}。</translation>
        </message>
        <message>
            <source>The model does not say how much each of its styles draws.</source>
            <translation>该模型未说明其各种标注风格描画的多少。</translation>
        </message>
        <message>
            <source>There are no such vessels there.</source>
            <translation>该处没有此类血管。</translation>
        </message>
        <message>
            <source>The field of view is empty.</source>
            <translation>视野为空。</translation>
        </message>
        <message>
            <source>Less than half of this zone is in view.</source>
            <translation>视野内的该区域不到一半。</translation>
        </message>
        <message>
            <source>No model told arteries from veins.</source>
            <translation>没有模型区分动脉与静脉。</translation>
        </message>
        <message>
            <source>arteries</source>
            <translation>动脉</translation>
        </message>
        <message>
            <source>veins</source>
            <translation>静脉</translation>
        </message>
        <message>
            <source>all vessels</source>
            <translation>全部血管</translation>
        </message>
        <message>
            <source>Of {share} % of the vessels it is undecided whether they are arteries or veins.</source>
            <translation>{share} % 的血管未能判定为动脉或静脉。</translation>
        </message>
        <message>
            <source>It is not measured in both eyes.</source>
            <translation>并非双眼均已测量。</translation>
        </message>
        <message>
            <source>{patients} patients of {site}</source>
            <translation>{site}的 {patients} 位患者</translation>
        </message>
        <message>
            <source>{patients} patients, {cameras} cameras</source>
            <translation>{cameras} 台相机，{patients} 位患者</translation>
        </message>
        <message>
            <source>CRAE</source>
            <translation>CRAE（中央动脉当量）</translation>
        </message>
        <message>
            <source>Central retinal arteriolar equivalent</source>
            <translation>视网膜中央动脉直径当量</translation>
        </message>
        <message>
            <source>CRVE</source>
            <translation>CRVE（中央静脉当量）</translation>
        </message>
        <message>
            <source>Central retinal venular equivalent</source>
            <translation>视网膜中央静脉直径当量</translation>
        </message>
        <message>
            <source>Of {vessels} alone: {definition}</source>
            <translation>仅限{vessels}：{definition}</translation>
        </message>
        <message>
            <source>{number}, {vessels}</source>
            <translation>{number}（{vessels}）</translation>
        </message>
        <message>
            <source>{long} after Knudtson 2003: the {most} widest {vessels} of zone B (2 to 3 disc radii) combined in pairs, the mean over six circles; in {unit}.</source>
            <translation>{long}（Knudtson 2003）：B 区（2 至 3 个视盘半径）内最宽的 {most} 条{vessels}两两合并，取六个圆上的均值；单位 {unit}。</translation>
        </message>
        <message>
            <source>% ⌀</source>
            <translation>% ⌀</translation>
        </message>
        <message>
            <source>disc diameters</source>
            <translation>视盘直径</translation>
        </message>
        <message>
            <source>µm, from the pixel spacing</source>
            <translation>µm，由像素间距得出</translation>
        </message>
        <message>
            <source>{short}, vessels</source>
            <translation>{short}，血管数</translation>
        </message>
        <message>
            <source>Of how many {vessels} {short} is, on the circle that had the fewest.</source>
            <translation>{short}由多少条{vessels}得出（取血管最少的圆）。</translation>
        </message>
        <message>
            <source>AVR</source>
            <translation>AVR（动静脉比）</translation>
        </message>
        <message>
            <source>CRAE divided by CRVE.</source>
            <translation>CRAE 除以 CRVE。</translation>
        </message>
        <message>
            <source>{count} {vessels} cross zone B; at least {fewest} are needed.</source>
            <translation>穿过 B 区的{vessels}有 {count} 条；至少需要 {fewest} 条。</translation>
        </message>
        <message>
            <source>Fewer than {fewest} bifurcations can be measured.</source>
            <translation>可测量的分叉少于 {fewest} 处。</translation>
        </message>
        <message>
            <source>Branching angle</source>
            <translation>分支角</translation>
        </message>
        <message>
            <source>Angle between the two branches at bifurcations of {vessels} outside the disc, in degrees; the median.</source>
            <translation>视盘外{vessels}分叉处两分支之间的角度，单位度；取中位数。</translation>
        </message>
        <message>
            <source>Branching asymmetry</source>
            <translation>分支不对称度</translation>
        </message>
        <message>
            <source>Width of the narrower branch divided by that of the wider one at bifurcations of {vessels}; the median.</source>
            <translation>{vessels}分叉处较窄分支与较宽分支的管径之比；取中位数。</translation>
        </message>
        <message>
            <source>Murray exponent</source>
            <translation>Murray 指数</translation>
        </message>
        <message>
            <source>x of d0^x = d1^x + d2^x with the widths of stem and branches at bifurcations of {vessels}; the median.</source>
            <translation>{vessels}分叉处主干与分支管径满足 d0^x = d1^x + d2^x 的 x；取中位数。</translation>
        </message>
        <message>
            <source>There are too few vessels to fit a fractal dimension.</source>
            <translation>血管过少，无法拟合分形维数。</translation>
        </message>
        <message>
            <source>There is no centreline to divide the vessel area by.</source>
            <translation>没有可用来除血管面积的中心线。</translation>
        </message>
        <message>
            <source>No vessel is long enough to measure its tortuosity.</source>
            <translation>没有足够长的血管段，无法测量迂曲度。</translation>
        </message>
        <message>
            <source>Length density</source>
            <translation>血管长度密度</translation>
        </message>
        <message>
            <source>Mean calibre</source>
            <translation>平均管径</translation>
        </message>
        <message>
            <source>Vessel density</source>
            <translation>血管密度</translation>
        </message>
        <message>
            <source>Vessel pixels as a share of the field of view without its outer 1 %; measured with the field scaled to {diameter} px.</source>
            <translation>血管像素占视野面积的比例，不计视野边缘 1 %；在视野直径统一为 {diameter} 像素时测量。</translation>
        </message>
        <message>
            <source>Fractal dimension</source>
            <translation>分形维数</translation>
        </message>
        <message>
            <source>Box-counting dimension D0 of the vessel mask in the same field; box sides {smallest} to {largest} px, smallest count over grid positions, slope of log N on log 1/s. It restates density and length (R² .98 on experts' masks).</source>
            <translation>同一视野内血管掩膜的盒计数维数 D0；盒边长 {smallest} 至 {largest} 像素，取各网格位置的最小计数，为 log N 对 log 1/s 的斜率。它只是重述密度和长度（在专家掩膜上 R² 为 0.98）。</translation>
        </message>
        <message>
            <source>Skeleton dimension</source>
            <translation>骨架分形维数</translation>
        </message>
        <message>
            <source>Box-counting dimension D0 of the centrelines of the vessels, one pixel wide; box sides {smallest} to {largest} px. It restates density and length, too.</source>
            <translation>血管中心线（宽一个像素）的盒计数维数 D0；盒边长 {smallest} 至 {largest} 像素。它同样只是重述密度和长度。</translation>
        </message>
        <message>
            <source>Length of the centrelines per area of the field of view, in 1/⌀; ⌀ is the diameter of the field of view.</source>
            <translation>单位视野面积内的血管中心线长度，单位为 1/⌀；⌀ 为视野直径。</translation>
        </message>
        <message>
            <source>Area of the vessels divided by the length of their centrelines, in % ⌀.</source>
            <translation>血管面积除以其中心线长度，以视野直径 ⌀ 的百分比表示。</translation>
        </message>
        <message>
            <source>Tortuosity</source>
            <translation>迂曲度</translation>
        </message>
        <message>
            <source>Arc length divided by chord of the vessel segments of {shortest} px and more, the median weighted by length; waves of {wave} px and more are followed; 1 is straight.</source>
            <translation>长度不小于 {shortest} 像素的血管段的弧长与弦长之比，按长度加权取中位数；波长不小于 {wave} 像素的弯曲计入弧长；1 为直线。</translation>
        </message>
        <message>
            <source>Branch points</source>
            <translation>分支点</translation>
        </message>
        <message>
            <source>Places where three or more centrelines meet, ignoring side branches shorter than {spur} px.</source>
            <translation>三条及以上中心线的交汇处，不计短于 {spur} 像素的侧支。</translation>
        </message>
        <message>
            <source>End points</source>
            <translation>末端点</translation>
        </message>
        <message>
            <source>Free ends of the centrelines; side branches and pieces shorter than {spur} px do not count.</source>
            <translation>中心线的游离末端，不计短于 {spur} 像素的侧支和碎段。</translation>
        </message>
        <message>
            <source>Length of the centrelines per area of the field of view, in mm/mm², from the pixel spacing.</source>
            <translation>单位视野面积内的血管中心线长度，单位为 mm/mm²，依据像素间距换算。</translation>
        </message>
        <message>
            <source>Area of the vessels divided by the length of their centrelines, in µm, from the pixel spacing.</source>
            <translation>血管面积除以其中心线长度，单位为 µm，依据像素间距换算。</translation>
        </message>
        <message>
            <source>thin vessels</source>
            <translation>细血管</translation>
        </message>
        <message>
            <source>medium vessels</source>
            <translation>中等血管</translation>
        </message>
        <message>
            <source>wide vessels</source>
            <translation>粗血管</translation>
        </message>
        <message>
            <source>at most {thin} px wide</source>
            <translation>管径不超过 {thin} 像素</translation>
        </message>
        <message>
            <source>over {thin} and up to {wide} px wide</source>
            <translation>管径大于 {thin} 至 {wide} 像素</translation>
        </message>
        <message>
            <source>over {wide} px wide</source>
            <translation>管径大于 {wide} 像素</translation>
        </message>
        <message>
            <source>Fewer than {fewest} vessels of this width are long enough to tell how winding they are.</source>
            <translation>足以判断迂曲程度的此管径血管段少于 {fewest} 段。</translation>
        </message>
        <message>
            <source>Share of the field of view that vessels {limits} cover, by length and width of each segment; the width is the segment's median, at a field {across} px across.</source>
            <translation>{limits}的血管占视野面积的比例，由各血管段的长度和管径得出；管径为该段的中位数，按视野直径 {across} 像素计。</translation>
        </message>
        <message>
            <source>Length of the centrelines of vessels {limits} per area of the field of view, in 1/⌀; the width is the segment's median, at a field {across} px across.</source>
            <translation>单位视野面积内{limits}的血管的中心线长度，单位为 1/⌀；管径为该段的中位数，按视野直径 {across} 像素计。</translation>
        </message>
        <message>
            <source>Tortuosity of vessels {limits}; the width is the segment's median, at a field {across} px across.</source>
            <translation>{limits}的血管的迂曲度；管径为该段的中位数，按视野直径 {across} 像素计。</translation>
        </message>
        <message>
            <source>zone B</source>
            <translation>B 区</translation>
        </message>
        <message>
            <source>zone C</source>
            <translation>C 区</translation>
        </message>
        <message>
            <source>centre</source>
            <translation>中心</translation>
        </message>
        <message>
            <source>inner superior</source>
            <translation>内环上方</translation>
        </message>
        <message>
            <source>inner nasal</source>
            <translation>内环鼻侧</translation>
        </message>
        <message>
            <source>inner inferior</source>
            <translation>内环下方</translation>
        </message>
        <message>
            <source>inner temporal</source>
            <translation>内环颞侧</translation>
        </message>
        <message>
            <source>outer superior</source>
            <translation>外环上方</translation>
        </message>
        <message>
            <source>outer nasal</source>
            <translation>外环鼻侧</translation>
        </message>
        <message>
            <source>outer inferior</source>
            <translation>外环下方</translation>
        </message>
        <message>
            <source>outer temporal</source>
            <translation>外环颞侧</translation>
        </message>
        <message>
            <source>{number}, {vessels}, {zone}</source>
            <translation>{number}，{vessels}，{zone}</translation>
        </message>
        <message>
            <source>Of {vessels} in {zone}, from {inner} to {outer} disc radii about the disc's centre: {definition}</source>
            <translation>{zone}内的{vessels}（距视盘中心 {inner} 至 {outer} 个视盘半径）：{definition}</translation>
        </message>
        <message>
            <source>{number}, {place} of the disc</source>
            <translation>{number}，视盘{place}</translation>
        </message>
        <message>
            <source>Vessel pixels as a share of the quarter of zone C that lies {place} of the disc.</source>
            <translation>C 区中位于视盘{place}的四分之一内，血管像素所占比例。</translation>
        </message>
        <message>
            <source>{number}, ETDRS {part}</source>
            <translation>{number}，ETDRS {part}</translation>
        </message>
        <message>
            <source>Vessel pixels as a share of the {part} field of the ETDRS grid about the fovea (rings of {rings} mm); without a pixel spacing the disc-fovea distance stands for {nominal} mm (Jonas 2015).</source>
            <translation>以黄斑中心凹为中心的 ETDRS 网格（环径 {rings} mm）{part}分区内血管像素所占比例；像素间距未知时，视盘至中心凹的距离按 {nominal} mm 计（Jonas 2015）。</translation>
        </message>
        <message>
            <source>Vertical cup/disc ratio</source>
            <translation>垂直杯盘比</translation>
        </message>
        <message>
            <source>Horizontal cup/disc ratio</source>
            <translation>水平杯盘比</translation>
        </message>
        <message>
            <source>{name}: extent of the cup divided by that of the disc.</source>
            <translation>{name}：视杯与视盘在该方向上的长度之比。</translation>
        </message>
        <message>
            <source>Disc area</source>
            <translation>视盘面积</translation>
        </message>
        <message>
            <source>Area of the optic disc in mm², from the pixel spacing.</source>
            <translation>视盘面积，单位 mm²，由像素间距得出。</translation>
        </message>
        <message>
            <source>Disc-fovea angle</source>
            <translation>视盘-中心凹夹角</translation>
        </message>
        <message>
            <source>Angle by which the fovea lies below the disc's centre, in degrees of the picture.</source>
            <translation>黄斑中心凹低于视盘中心的角度，以图像的度计。</translation>
        </message>
        <message>
            <source>Disc-fovea distance</source>
            <translation>视盘-中心凹距离</translation>
        </message>
        <message>
            <source>From the disc's centre to the fovea, in disc diameters.</source>
            <translation>视盘中心至黄斑中心凹的距离，以视盘直径计。</translation>
        </message>
        <message>
            <source>superior-nasal</source>
            <translation>鼻上</translation>
        </message>
        <message>
            <source>superior-temporal</source>
            <translation>颞上</translation>
        </message>
        <message>
            <source>inferior-nasal</source>
            <translation>鼻下</translation>
        </message>
        <message>
            <source>inferior-temporal</source>
            <translation>颞下</translation>
        </message>
        <message>
            <source>Less than half of this quadrant is in view.</source>
            <translation>该象限在视野内的部分不足一半。</translation>
        </message>
        <message>
            <source>The configuration “{name}” cannot be read.</source>
            <translation>无法读取配置“{name}”。</translation>
        </message>
        <message>
            <source>Check the path given to --config.</source>
            <translation>请检查 --config 给出的路径。</translation>
        </message>
        <message>
            <source>The configuration “{name}” is not valid: {why}.</source>
            <translation>配置“{name}”无效：{why}。</translation>
        </message>
        <message>
            <source>The example node.toml explains every setting.</source>
            <translation>示例文件 node.toml 说明了每一项设置。</translation>
        </message>
        <message>
            <source>The archive does not keep what it was sent.</source>
            <translation>影像归档没有保存发送给它的内容。</translation>
        </message>
        <message>
            <source>It is sent again; ask whoever runs the archive if that does not help.</source>
            <translation>将再次发送；如仍无效，请询问影像归档的管理人员。</translation>
        </message>
        <message>
            <source>The page of the node cannot be served at port {port}: {why}.</source>
            <translation>无法在端口 {port} 上提供节点的页面：{why}。</translation>
        </message>
        <message>
            <source>Choose another port, or end the program that uses it.</source>
            <translation>请选择另一个端口，或结束占用该端口的程序。</translation>
        </message>
        <message>
            <source>A node runs in “{folder}” already.</source>
            <translation>“{folder}”中已有一个节点在运行。</translation>
        </message>
        <message>
            <source>Stop it first, or give this one another folder.</source>
            <translation>请先停止它，或为此节点指定另一个文件夹。</translation>
        </message>
        <message>
            <source>This photograph has ended the process that analysed it, again and again.</source>
            <translation>这张照片一再使分析它的进程终止。</translation>
        </message>
        <message>
            <source>Open it in the window to see why; the computer may have too little memory.</source>
            <translation>请在窗口中打开以查看原因；计算机的内存可能不足。</translation>
        </message>
        <message>
            <source>Ask whoever runs the archive; the status tells them why.</source>
            <translation>请联系影像归档的管理员；状态码会说明原因。</translation>
        </message>
        <message>
            <source>{address} cannot be searched: it does not accept C-FIND.</source>
            <translation>无法在 {address} 查询：它不接受 C-FIND。</translation>
        </message>
        <message>
            <source>Ask whoever runs the archive to allow it for this workstation.</source>
            <translation>请联系影像归档管理员，为本工作站开放此功能。</translation>
        </message>
        <message>
            <source>{address} has no worklist for this workstation.</source>
            <translation>{address} 没有供本工作站使用的工作列表。</translation>
        </message>
        <message>
            <source>Check that it is the server of the worklist, and both AE titles.</source>
            <translation>请核对它是否为工作列表服务器，以及双方的 AE 标题。</translation>
        </message>
        <message>
            <source>{address} does not send on the connection it is asked on (C-GET).</source>
            <translation>{address} 不在请求所用的连接上发送（C-GET）。</translation>
        </message>
        <message>
            <source>Name a port of this workstation, which the archive must know with its AE title, so that it can send there (C-MOVE).</source>
            <translation>请指定本工作站的端口，使影像归档可以发送到此处（C-MOVE）；影像归档须知道该端口和 AE 标题。</translation>
        </message>
        <message>
            <source>{address} does not send what it is asked for (C-MOVE).</source>
            <translation>{address} 不发送所请求的内容（C-MOVE）。</translation>
        </message>
        <message>
            <source>Nothing can be received at {address}: {why}.</source>
            <translation>无法在 {address} 接收：{why}。</translation>
        </message>
        <message>
            <source>Name another port, and tell whoever runs the archive.</source>
            <translation>请指定另一个端口，并告知影像归档管理员。</translation>
        </message>
        <message>
            <source>The archive at {address} does not know where to send, “{title}” (status {code}).</source>
            <translation>影像归档 {address} 不知道发送目标“{title}”（状态 {code}）。</translation>
        </message>
        <message>
            <source>It must know the AE title, address and port of this workstation.</source>
            <translation>它必须知道本工作站的 AE 标题、地址和端口。</translation>
        </message>
        <message>
            <source>The archive at {address} does not allow this workstation to ask (status {code}).</source>
            <translation>影像归档 {address} 不允许本工作站查询（状态 {code}）。</translation>
        </message>
        <message>
            <source>The archive at {address} has no means left to answer (status {code}).</source>
            <translation>影像归档 {address} 资源不足，无法应答（状态 {code}）。</translation>
        </message>
        <message>
            <source>The archive at {address} does not understand this question (status {code}).</source>
            <translation>影像归档 {address} 不理解此查询（状态 {code}）。</translation>
        </message>
        <message>
            <source>The archive at {address} broke off (status {code}).</source>
            <translation>影像归档 {address} 中止了操作（状态 {code}）。</translation>
        </message>
        <message>
            <source>The archive at {address} could not answer (status {code}).</source>
            <translation>影像归档 {address} 无法应答（状态 {code}）。</translation>
        </message>
        <message>
            <source>{address} has no study {study}.</source>
            <translation>{address} 中没有检查 {study}。</translation>
        </message>
        <message>
            <source>Check the number, or search for the patient.</source>
            <translation>请核对号码，或查找该患者。</translation>
        </message>
        <message>
            <source>None of {whole} objects of the study {study} came from {address}.</source>
            <translation>检查 {study} 的 {whole} 个对象，没有一个从 {address} 收到。</translation>
        </message>
        <message>
            <source>Check that the archive knows AE title, address and port of this workstation, and that nothing keeps it from sending there.</source>
            <translation>请确认影像归档知道本工作站的 AE 标题、地址和端口，并且发送途中没有阻碍。</translation>
        </message>
        <message>
            <source>“{url}” is not the address of a DICOMweb service.</source>
            <translation>“{url}”不是 DICOMweb 服务的地址。</translation>
        </message>
        <message>
            <source>It begins with https:// or http://, and holds neither name nor password.</source>
            <translation>地址以 https:// 或 http:// 开头，且不含用户名和密码。</translation>
        </message>
        <message>
            <source>The token for {url} is not sent, since it would be readable on its way.</source>
            <translation>未发送 {url} 的令牌，因为途中可能被他人读取。</translation>
        </message>
        <message>
            <source>Use an address that begins with https://.</source>
            <translation>请使用以 https:// 开头的地址。</translation>
        </message>
        <message>
            <source>The token or certificate may have run out; ask whoever runs the archive.</source>
            <translation>令牌或证书可能已过期；请联系影像归档管理员。</translation>
        </message>
        <message>
            <source>Have the keyring keep its token, or a certificate, first.</source>
            <translation>请先把它的令牌或证书存入系统密钥环。</translation>
        </message>
        <message>
            <source>{url} does not let this workstation in (status {code}).</source>
            <translation>{url} 不允许本工作站访问（状态 {code}）。</translation>
        </message>
        <message>
            <source>{url} could not answer (status {code}).</source>
            <translation>{url} 无法应答（状态 {code}）。</translation>
        </message>
        <message>
            <source>Check the address; ask whoever runs the archive.</source>
            <translation>请核对地址；或联系影像归档管理员。</translation>
        </message>
        <message>
            <source>{url} did not store the object (status {code}).</source>
            <translation>{url} 未保存该对象（状态 {code}）。</translation>
        </message>
        <message>
            <source>{url} answers, but not as a DICOMweb service does.</source>
            <translation>{url} 有应答，但不是 DICOMweb 服务的应答。</translation>
        </message>
        <message>
            <source>Check the address; that of Orthanc ends with /dicom-web.</source>
            <translation>请核对地址；Orthanc 的地址以 /dicom-web 结尾。</translation>
        </message>
        <message>
            <source>An object that was sent is not a complete DICOM file.</source>
            <translation>收到的一个对象不是完整的 DICOM 文件。</translation>
        </message>
        <message>
            <source>It was not kept. Fetch the study again.</source>
            <translation>它未被保存。请重新调取该检查。</translation>
        </message>
        <message>
            <source>An object of another study was sent: {study}.</source>
            <translation>收到了另一检查的对象：{study}。</translation>
        </message>
        <message>
            <source>It was not kept. Tell whoever runs the archive.</source>
            <translation>它未被保存。请告知影像归档管理员。</translation>
        </message>
        <message>
            <source>“{name}” has no address.</source>
            <translation>“{name}”没有地址。</translation>
        </message>
        <message>
            <source>Enter it in the settings, or name HOST:PORT.</source>
            <translation>请在设置中填写，或指定“主机:端口”。</translation>
        </message>
        <message>
            <source>The system's keyring does not keep it: {why}.</source>
            <translation>系统密钥环未能保存：{why}。</translation>
        </message>
        <message>
            <source>Unlock the keyring, or install one, such as GNOME Keyring or KWallet.</source>
            <translation>请解锁密钥环，或安装一个，例如 GNOME Keyring 或 KWallet。</translation>
        </message>
        <message>
            <source>The archive at {address} does not commit itself to what it stores (status {code}).</source>
            <translation>{address} 的影像归档不承诺保存它所存储的内容（状态 {code}）。</translation>
        </message>
        <message>
            <source>Ask whoever runs the archive, or turn commitment off for it.</source>
            <translation>请询问影像归档的管理人员，或对它关闭存储确认。</translation>
        </message>
        <message>
            <source>it is damaged</source>
            <translation>证书已损坏</translation>
        </message>
        <message>
            <source>this kind is not supported</source>
            <translation>不支持此类证书</translation>
        </message>
        <message>
            <source>it was revoked</source>
            <translation>证书已被吊销</translation>
        </message>
        <message>
            <source>it has expired</source>
            <translation>证书已过期</translation>
        </message>
        <message>
            <source>the archive gave no reason</source>
            <translation>影像归档未说明原因</translation>
        </message>
        <message>
            <source>the archive does not know who issued it</source>
            <translation>影像归档不认识其签发者</translation>
        </message>
        <message>
            <source>the archive does not give its owner access</source>
            <translation>影像归档不允许证书持有者接入</translation>
        </message>
        <message>
            <source>“{name}” is not a complete DICOM file.</source>
            <translation>“{name}”不是完整的 DICOM 文件。</translation>
        </message>
        <message>
            <source>Only whole DICOM files can be sent to an archive.</source>
            <translation>只有完整的 DICOM 文件才能发送到影像归档。</translation>
        </message>
        <message>
            <source>“{name}” is an index of other files (DICOMDIR).</source>
            <translation>“{name}”是其他文件的索引（DICOMDIR）。</translation>
        </message>
        <message>
            <source>Choose the folder it is in: the files it lists are sent.</source>
            <translation>请指定它所在的文件夹：其中列出的文件会被发送。</translation>
        </message>
        <message>
            <source>What was to be sent has changed on disk.</source>
            <translation>待发送的内容在磁盘上已被更改。</translation>
        </message>
        <message>
            <source>Send it again from its photograph, then remove it here.</source>
            <translation>请从照片重新发送，然后在此处将其移除。</translation>
        </message>
        <message>
            <source>“{title}” is not a valid AE title.</source>
            <translation>“{title}”不是有效的 AE 标题。</translation>
        </message>
        <message>
            <source>Use 1 to 16 Latin letters, digits or symbols, but no backslash.</source>
            <translation>请使用 1 到 16 个拉丁字母、数字或符号，不能含反斜杠。</translation>
        </message>
        <message>
            <source>“{address}” is not the address of an archive.</source>
            <translation>“{address}”不是影像归档的地址。</translation>
        </message>
        <message>
            <source>Give a host and a port from 1 to 65535.</source>
            <translation>请填写主机名和 1 到 65535 之间的端口。</translation>
        </message>
        <message>
            <source>it contains no certificate</source>
            <translation>其中没有证书</translation>
        </message>
        <message>
            <source>it contains no usable key</source>
            <translation>其中没有可用的密钥</translation>
        </message>
        <message>
            <source>its key does not belong to “{name}”</source>
            <translation>其密钥与“{name}”不匹配</translation>
        </message>
        <message>
            <source>“{name}” cannot be used for the encrypted connection to the archive: {why}.</source>
            <translation>“{name}”无法用于与影像归档的加密连接：{why}。</translation>
        </message>
        <message>
            <source>Choose PEM files; the key must have no password.</source>
            <translation>请选择 PEM 文件；密钥不能设有密码。</translation>
        </message>
        <message>
            <source>The host “{host}” is not known.</source>
            <translation>找不到主机“{host}”。</translation>
        </message>
        <message>
            <source>Check the spelling, and the network of this computer.</source>
            <translation>请检查拼写以及本机的网络。</translation>
        </message>
        <message>
            <source>Nothing answers at {address}.</source>
            <translation>{address} 没有响应。</translation>
        </message>
        <message>
            <source>Check the port, and whether the archive is running.</source>
            <translation>请检查端口，并确认影像归档正在运行。</translation>
        </message>
        <message>
            <source>{address} cannot be reached: {why}.</source>
            <translation>无法连接 {address}：{why}。</translation>
        </message>
        <message>
            <source>Check the network of this computer.</source>
            <translation>请检查本机的网络。</translation>
        </message>
        <message>
            <source>The certificate of the archive at {address} is not trusted: {why}.</source>
            <translation>影像归档 {address} 的证书不受信任：{why}。</translation>
        </message>
        <message>
            <source>Check the CA file, and that the host name is the one in the certificate.</source>
            <translation>请检查 CA 文件，并确认主机名与证书中的一致。</translation>
        </message>
        <message>
            <source>No encryption could be agreed with the archive at {address}.</source>
            <translation>无法与影像归档 {address} 建立加密连接。</translation>
        </message>
        <message>
            <source>Check that this port of the archive expects TLS, and whether it asks for a certificate of this workstation.</source>
            <translation>请确认影像归档的该端口使用 TLS，以及是否要求本工作站提供证书。</translation>
        </message>
        <message>
            <source>The archive at {address} asks for a certificate of this workstation, but none is set.</source>
            <translation>影像归档 {address} 要求本工作站提供证书，但尚未设置证书。</translation>
        </message>
        <message>
            <source>Enter the certificate and its key in the archive settings.</source>
            <translation>请在设置影像归档的地方指定证书及其密钥。</translation>
        </message>
        <message>
            <source>The archive at {address} does not accept the certificate “{name}”: {why}.</source>
            <translation>影像归档 {address} 不接受证书“{name}”：{why}。</translation>
        </message>
        <message>
            <source>Ask whoever runs the archive which certificates it accepts.</source>
            <translation>请向影像归档的管理员询问它接受哪些证书。</translation>
        </message>
        <message>
            <source>The archive at {address} broke off the connection.</source>
            <translation>影像归档 {address} 中断了连接。</translation>
        </message>
        <message>
            <source>Check that it is a DICOM archive, and whether it expects TLS.</source>
            <translation>请确认它是 DICOM 影像归档，以及是否要求使用 TLS。</translation>
        </message>
        <message>
            <source>The archive at {address} did not answer in time.</source>
            <translation>影像归档 {address} 未在规定时间内响应。</translation>
        </message>
        <message>
            <source>Try again later; if it happens again, ask whoever runs the archive.</source>
            <translation>请稍后再试；如果仍然如此，请联系影像归档的管理员。</translation>
        </message>
        <message>
            <source>The archive at {address} is too busy.</source>
            <translation>影像归档 {address} 正忙。</translation>
        </message>
        <message>
            <source>Try again later.</source>
            <translation>请稍后再试。</translation>
        </message>
        <message>
            <source>The archive at {address} does not know this workstation, “{title}”.</source>
            <translation>影像归档 {address} 不认识本工作站“{title}”。</translation>
        </message>
        <message>
            <source>The archive at {address} is not called “{title}”.</source>
            <translation>影像归档 {address} 的 AE 标题不是“{title}”。</translation>
        </message>
        <message>
            <source>The archive at {address} rejected the connection.</source>
            <translation>影像归档 {address} 拒绝建立连接。</translation>
        </message>
        <message>
            <source>Check both AE titles with whoever runs the archive.</source>
            <translation>请与影像归档的管理员核对双方的 AE 标题。</translation>
        </message>
        <message>
            <source>The archive at {address} does not accept objects of this kind.</source>
            <translation>影像归档 {address} 不接收此类对象。</translation>
        </message>
        <message>
            <source>Ask whoever runs the archive to allow them.</source>
            <translation>请联系影像归档的管理员允许接收此类对象。</translation>
        </message>
        <message>
            <source>The archive at {address} accepts such objects only uncompressed; this one is {syntax}.</source>
            <translation>影像归档 {address} 只接收未压缩的此类对象；该对象的编码为 {syntax}。</translation>
        </message>
        <message>
            <source>Ask whoever runs the archive to allow this encoding.</source>
            <translation>请联系影像归档的管理员允许这种编码。</translation>
        </message>
        <message>
            <source>Ask your administrator for a folder that can be written to.</source>
            <translation>请联系管理员提供可写入的文件夹。</translation>
        </message>
        <message>
            <source>the program ended while it was being added</source>
            <translation>放入发件箱时程序已结束</translation>
        </message>
        <message>
            <source>an earlier version set it aside as damaged</source>
            <translation>早期版本已将其作为损坏项搁置</translation>
        </message>
        <message>
            <source>“{name}” in the outbox cannot be changed: {why}.</source>
            <translation>无法更改发件箱中的“{name}”：{why}。</translation>
        </message>
        <message>
            <source>Free some space, or close the program that is using the file.</source>
            <translation>请释放一些磁盘空间，或关闭占用该文件的程序。</translation>
        </message>
        <message>
            <source>This entry in the outbox cannot be sent: {why}.</source>
            <translation>发件箱中的此项无法发送：{why}。</translation>
        </message>
        <message>
            <source>Send it again from its photograph, then remove it here. It is kept in “{folder}”.</source>
            <translation>请从照片重新发送，然后在此处将其移除。它保存在“{folder}”中。</translation>
        </message>
        <message>
            <source>its description is missing</source>
            <translation>缺少其说明文件</translation>
        </message>
        <message>
            <source>its description is damaged or from another version</source>
            <translation>其说明文件已损坏或属于其他版本</translation>
        </message>
        <message>
            <source>its description belongs to something else</source>
            <translation>其说明文件属于其他内容</translation>
        </message>
        <message>
            <source>the object itself is missing</source>
            <translation>缺少对象本身</translation>
        </message>
        <message>
            <source>The certificate of the node cannot be used: {why}.</source>
            <translation>无法使用节点的证书：{why}。</translation>
        </message>
        <message>
            <source>Name PEM files; the key must have no password.</source>
            <translation>请指定 PEM 文件；密钥不能有密码。</translation>
        </message>
        <message>
            <source>The node cannot listen at port {port}: {why}.</source>
            <translation>节点无法在端口 {port} 上监听：{why}。</translation>
        </message>
        <message>
            <source>The archive at {address} already had it.</source>
            <translation>影像归档 {address} 中已有该对象。</translation>
        </message>
        <message>
            <source>The archive at {address} stored it, but changed some of its values (status {code}).</source>
            <translation>影像归档 {address} 已存储该对象，但更改了其中的值（状态码 {code}）。</translation>
        </message>
        <message>
            <source>The archive at {address} stored it, but left out some of its values (status {code}).</source>
            <translation>影像归档 {address} 已存储该对象，但舍弃了部分值（状态码 {code}）。</translation>
        </message>
        <message>
            <source>The archive at {address} stored it, but says that it does not match its object type (status {code}).</source>
            <translation>影像归档 {address} 已存储该对象，但认为它与其类型不符（状态码 {code}）。</translation>
        </message>
        <message>
            <source>The archive at {address} stored it with status {code}.</source>
            <translation>影像归档 {address} 已存储该对象，状态码为 {code}。</translation>
        </message>
        <message>
            <source>The archive at {address} has no room left (status {code}).</source>
            <translation>影像归档 {address} 空间不足（状态码 {code}）。</translation>
        </message>
        <message>
            <source>The archive at {address} does not understand this object (status {code}).</source>
            <translation>影像归档 {address} 无法识别该对象（状态码 {code}）。</translation>
        </message>
        <message>
            <source>The archive at {address} does not allow this workstation to store objects (status {code}).</source>
            <translation>影像归档 {address} 不允许本工作站存储（状态码 {code}）。</translation>
        </message>
        <message>
            <source>The archive at {address} had an error of its own and did not accept the object (status {code}).</source>
            <translation>影像归档 {address} 自身出错，未接收该对象（状态码 {code}）。</translation>
        </message>
        <message>
            <source>The archive at {address} did not accept the object (status {code}).</source>
            <translation>影像归档 {address} 未接收该对象（状态码 {code}）。</translation>
        </message>
        <message>
            <source>“{name}” is not a photograph of the retina, so there are no results to file.</source>
            <translation>“{name}”不是眼底照片，因此没有可归档的结果。</translation>
        </message>
        <message>
            <source>Choose a photograph of the retina.</source>
            <translation>请选择眼底照片。</translation>
        </message>
        <message>
            <source>The file says “{stated}”, a person says “{said}”: it is not clear under whom the archive would file the results.</source>
            <translation>文件为“{stated}”，人工指定为“{said}”：无法确定影像归档会把结果归到谁名下。</translation>
        </message>
        <message>
            <source>Find out whose photograph it is, and correct what is wrong.</source>
            <translation>请查明这是谁的照片，并更正错误之处。</translation>
        </message>
        <message>
            <source>The files of the two eyes name different patients.</source>
            <translation>两只眼的文件注明了不同的患者。</translation>
        </message>
        <message>
            <source>Find out whose photographs they are, and correct what is wrong.</source>
            <translation>请查明这些是谁的照片，并更正错误之处。</translation>
        </message>
        <message>
            <source>“{name}” does not say which study it belongs to, so no archive could file the results with it.</source>
            <translation>“{name}”没有说明它属于哪个检查，因此任何影像归档都无法将结果与它归在一起。</translation>
        </message>
        <message>
            <source>Export the photograph again from the archive it is kept in.</source>
            <translation>请从存放该照片的影像归档中重新导出照片。</translation>
        </message>
        <message>
            <source>“{value}” does not fit into the archive.</source>
            <translation>“{value}”不符合影像归档的要求。</translation>
        </message>
        <message>
            <source>Shorten it to {longest} characters, without backslashes.</source>
            <translation>请缩短到 {longest} 个字符以内，且不含反斜杠。</translation>
        </message>
        <message>
            <source>The order “{number}” does not fit into the archive.</source>
            <translation>申请“{number}”不符合影像归档的要求。</translation>
        </message>
        <message>
            <source>Assign the photograph to the patient, without the order.</source>
            <translation>请将照片归入患者，但不关联此申请。</translation>
        </message>
        <message>
            <source>Part of the picture's data is missing, and what is shown in its place is made up; copy or export the photograph again.</source>
            <translation>图像的部分数据缺失，显示在其位置的内容并非真实图像；请重新复制或导出该照片。</translation>
        </message>
        <message>
            <source>The picture's data was changed after it was written, and not all that is shown is what the camera saw; copy or export the photograph again.</source>
            <translation>图像数据在写入后被更改，所显示的内容并非全是相机所摄；请重新复制或导出该照片。</translation>
        </message>
        <message>
            <source>The file leaves {attribute} empty; the usual value, {value}, was assumed.</source>
            <translation>文件中 {attribute} 为空；已按惯例取 {value}。</translation>
        </message>
        <message>
            <source>The file does not state {attribute}; the usual value, {value}, was assumed.</source>
            <translation>文件未注明 {attribute}；已按惯例取 {value}。</translation>
        </message>
        <message>
            <source>The file states {attribute} as “{stated}”, which is impossible; the usual value, {value}, was assumed.</source>
            <translation>文件中 {attribute} 为“{stated}”，不可能成立；已按惯例取 {value}。</translation>
        </message>
        <message>
            <source>Send or export the photograph again from its archive.</source>
            <translation>请从影像归档重新发送或导出该照片。</translation>
        </message>
        <message>
            <source>“{name}” does not state {attribute}; without it, the picture cannot be decoded.</source>
            <translation>“{name}”未注明 {attribute}，无法解码其图片。</translation>
        </message>
        <message>
            <source>“{name}” states {attribute} as “{stated}”, which does not match its picture.</source>
            <translation>“{name}”中 {attribute} 为“{stated}”，与其图片不符。</translation>
        </message>
        <message>
            <source>The value of {attribute} in the file cannot be applied; the whole range of greys is shown.</source>
            <translation>文件中的 {attribute} 无法应用；已显示全部灰度范围。</translation>
        </message>
        <message>
            <source>According to its PatientOrientation ({stated}), the picture is mirrored; it is shown and measured as stored, so its quadrants may be named wrongly.</source>
            <translation>按其 PatientOrientation（{stated}），图片为镜像；现按存储的样子显示和测量，象限名称可能有误。</translation>
        </message>
        <message>
            <source>According to its PatientOrientation ({stated}), the picture is rotated; it is shown and measured as stored, so its quadrants may be named wrongly.</source>
            <translation>按其 PatientOrientation（{stated}），图片经过旋转；现按存储的样子显示和测量，象限名称可能有误。</translation>
        </message>
        <message>
            <source>“{name}” would be larger than 512 MB uncompressed.</source>
            <translation>“{name}”解压后超过 512 MB。</translation>
        </message>
        <message>
            <source>Export the photograph alone and open that file.</source>
            <translation>请单独导出该照片，再打开导出的文件。</translation>
        </message>
        <message>
            <source>“{name}” stores its picture in private Zeiss data (0407,1005), which no other program can read.</source>
            <translation>“{name}”的图片存于蔡司（Zeiss）私有数据 (0407,1005) 中，其他程序无法读取。</translation>
        </message>
        <message>
            <source>Export it from the Zeiss program as standard DICOM or as JPEG.</source>
            <translation>请在蔡司软件中将其导出为标准 DICOM 或 JPEG。</translation>
        </message>
        <message>
            <source>The DICOM file “{name}” contains no photograph ({kind}).</source>
            <translation>DICOM 文件“{name}”中没有照片（{kind}）。</translation>
        </message>
        <message>
            <source>Choose the photograph itself, not its report or its index.</source>
            <translation>请选择照片本身，而不是报告或索引文件。</translation>
        </message>
        <message>
            <source>The DICOM file “{name}” is damaged or incomplete.</source>
            <translation>DICOM 文件“{name}”已损坏或不完整。</translation>
        </message>
        <message>
            <source>The file contradicts itself about which eye this is; set the eye yourself.</source>
            <translation>文件中关于眼别的信息自相矛盾；请自行设定眼别。</translation>
        </message>
        <message>
            <source>The photograph was stored with lossy compression.</source>
            <translation>该照片经过有损压缩。</translation>
        </message>
        <message>
            <source>The photograph contains burned-in text.</source>
            <translation>该照片上叠印有文字。</translation>
        </message>
        <message>
            <source>The file states {attribute} as “{stated}”, which is not a date; it was left out.</source>
            <translation>文件中 {attribute} 为“{stated}”，不是有效日期；已略去。</translation>
        </message>
        <message>
            <source>Some names or texts are not in the character set that the file states and were repaired for display: compare them with the patient's record.</source>
            <translation>姓名或文字与文件声明的字符集不符，显示时已作修复：请与患者病历核对。</translation>
        </message>
        <message>
            <source>The compression of “{name}” is not supported: {syntax}.</source>
            <translation>不支持“{name}”的压缩格式：{syntax}。</translation>
        </message>
        <message>
            <source>Export the photograph uncompressed or as JPEG and open that file.</source>
            <translation>请以不压缩或 JPEG 格式导出该照片，再打开该文件。</translation>
        </message>
        <message>
            <source>The colours of “{name}” are not supported: {colours} of {bits} bits.</source>
            <translation>不支持“{name}”的颜色格式：{colours}，{bits} 位。</translation>
        </message>
        <message>
            <source>Export the photograph as RGB or as JPEG and open that file.</source>
            <translation>请将照片导出为 RGB 或 JPEG 格式，再打开该文件。</translation>
        </message>
        <message>
            <source>“{name}” states {count} frames, more than can be opened.</source>
            <translation>“{name}”声明有 {count} 帧，超出可打开的数量。</translation>
        </message>
        <message>
            <source>The picture in “{name}” is damaged, or not compressed as the file states ({syntax}).</source>
            <translation>“{name}”中的图像已损坏，或其压缩与声明的格式（{syntax}）不符。</translation>
        </message>
        <message>
            <source>Send or export the photograph again, uncompressed if possible.</source>
            <translation>请重新发送或导出该照片，尽量不压缩。</translation>
        </message>
        <message>
            <source>The picture in “{name}” does not have the size that the file states.</source>
            <translation>“{name}”中图像的尺寸与文件声明的不符。</translation>
        </message>
        <message>
            <source>This is not a photograph of the retina: the file states {attribute} as “{stated}”.</source>
            <translation>这不是眼底照片：文件注明 {attribute} 为“{stated}”。</translation>
        </message>
        <message>
            <source>The file is of the kind “{kind}”; the model was made for colour photographs of the retina.</source>
            <translation>文件类型为“{kind}”；模型仅适用于彩色眼底照片。</translation>
        </message>
        <message>
            <source>The pixels are not square ({source} {stated}), so shapes in the picture cannot be measured.</source>
            <translation>其像素不是正方形（{source} {stated}），无法测量其中的形态。</translation>
        </message>
        <message>
            <source>The file contradicts itself about the shape of its pixels: {one} states {first}, {other} states {second}.</source>
            <translation>文件中关于像素形状的信息自相矛盾：{one} 为 {first}，{other} 为 {second}。</translation>
        </message>
        <message>
            <source>{source} states “{stated}”, which cannot be a pixel size; it was ignored.</source>
            <translation>{source} 为“{stated}”，像素不可能如此；已忽略。</translation>
        </message>
        <message>
            <source>The index lists “{name}”, which is not in its folder.</source>
            <translation>索引指向“{name}”，但该文件不在索引所在的文件夹内。</translation>
        </message>
        <message>
            <source>Ask whoever made this export for a new one.</source>
            <translation>请向提供者索取新的导出文件。</translation>
        </message>
        <message>
            <source>“{name}” contains no photograph.</source>
            <translation>“{name}”中没有照片。</translation>
        </message>
        <message>
            <source>Choose a folder, an archive or a DICOMDIR with photographs.</source>
            <translation>请选择含有照片的文件夹、压缩包或 DICOMDIR。</translation>
        </message>
        <message>
            <source>“{name}” is an archive, not a single picture.</source>
            <translation>“{name}”是压缩包，不是单张图片。</translation>
        </message>
        <message>
            <source>Unpack it and open one of its photographs.</source>
            <translation>请解压后打开其中的一张照片。</translation>
        </message>
        <message>
            <source>“{name}” is not a kind of picture that Retivasc can open.</source>
            <translation>“{name}”不是 Retivasc 能识别的图像。</translation>
        </message>
        <message>
            <source>Open a DICOM, PNG, JPEG, TIFF or BMP file.</source>
            <translation>请打开 DICOM、PNG、JPEG、TIFF 或 BMP 文件。</translation>
        </message>
        <message>
            <source>The colours were converted at the user's request.</source>
            <translation>颜色已按用户的要求转换。</translation>
        </message>
        <message>
            <source>“{name}” does not exist.</source>
            <translation>“{name}”不存在。</translation>
        </message>
        <message>
            <source>Check the name; the file may have been moved.</source>
            <translation>请检查文件名；文件可能已被移动。</translation>
        </message>
        <message>
            <source>“{name}” is empty.</source>
            <translation>“{name}”是空文件。</translation>
        </message>
        <message>
            <source>Copy or export the photograph again.</source>
            <translation>请重新复制或导出该照片。</translation>
        </message>
        <message>
            <source>“{name}” is damaged, or stored in an unusual way.</source>
            <translation>“{name}”已损坏，或以不常见的方式存储。</translation>
        </message>
        <message>
            <source>Export the photograph again as PNG or JPEG and open that file.</source>
            <translation>请将照片重新导出为 PNG 或 JPEG 格式，再打开该文件。</translation>
        </message>
        <message>
            <source>“{name}” is damaged or incomplete.</source>
            <translation>“{name}”已损坏或不完整。</translation>
        </message>
        <message>
            <source>“{name}” states a size of {width} × {height} pixels, which cannot be opened.</source>
            <translation>“{name}”标称尺寸为 {width} × {height} 像素，无法打开。</translation>
        </message>
        <message>
            <source>Photographs up to 120 megapixels are supported.</source>
            <translation>支持最大 1.2 亿像素的照片。</translation>
        </message>
        <message>
            <source>“{name}” has no frame {number}; its last frame is {count}.</source>
            <translation>“{name}”没有第 {number} 帧；最后一帧是第 {count} 帧。</translation>
        </message>
        <message>
            <source>Choose one of the file's frames.</source>
            <translation>请选择文件中已有的一帧。</translation>
        </message>
        <message>
            <source>Frame {number} of {count} in this file is shown.</source>
            <translation>当前显示该文件的第 {number} 帧，共 {count} 帧。</translation>
        </message>
        <message>
            <source>The file contains only reduced copies of a photograph; open the photograph itself.</source>
            <translation>文件中只有照片的缩小副本；请打开照片本身。</translation>
        </message>
        <message>
            <source>The picture has more than 8 bits per sample; it was reduced to 8 bits.</source>
            <translation>图像每个采样超过 8 位，已转换为 8 位。</translation>
        </message>
        <message>
            <source>The transparent parts of the picture count as outside the field of view; they are shown in black.</source>
            <translation>图片的透明部分视为视野之外，显示为黑色。</translation>
        </message>
        <message>
            <source>The picture has transparent parts; transparency was ignored.</source>
            <translation>图像含有透明部分；已忽略透明度。</translation>
        </message>
        <message>
            <source>16-bit colours in separate planes compressed with {compression} are not supported.</source>
            <translation>不支持以 {compression} 压缩、按通道分面存储的 16 位颜色。</translation>
        </message>
        <message>
            <source>The picture was mirrored to match the orientation stated in its file; compare it with the eye.</source>
            <translation>已按文件中的方向信息对图片作镜像；请与眼别核对。</translation>
        </message>
        <message>
            <source>“{name}” is packed in a way that is not supported.</source>
            <translation>“{name}”的打包方式不受支持。</translation>
        </message>
        <message>
            <source>Unpack it and open the photographs themselves.</source>
            <translation>请先解压，再打开其中的照片。</translation>
        </message>
        <message>
            <source>Copy or export the archive again.</source>
            <translation>请重新复制或导出该压缩包。</translation>
        </message>
        <message>
            <source>The archive “{name}” contains more than can be opened ({count} files, {size} MB).</source>
            <translation>压缩包“{name}”的内容过多，无法打开（{count} 个文件，{size} MB）。</translation>
        </message>
        <message>
            <source>The name “{name}” points outside its archive.</source>
            <translation>名称“{name}”指向压缩包之外。</translation>
        </message>
        <message>
            <source>Ask whoever made this archive for a new one.</source>
            <translation>请向提供者索取新的压缩包。</translation>
        </message>
        <message>
            <source>“{name}” is encrypted in its archive.</source>
            <translation>“{name}”在压缩包中已加密。</translation>
        </message>
        <message>
            <source>Unpack the archive with its password and open the photographs.</source>
            <translation>请用密码解压该压缩包，再打开其中的照片。</translation>
        </message>
        <message>
            <source>“{name}” is larger than 1 GB.</source>
            <translation>“{name}”大于 1 GB。</translation>
        </message>
        <message>
            <source>This analysis record is damaged: {why}.</source>
            <translation>该分析记录已损坏：{why}。</translation>
        </message>
        <message>
            <source>Analyse the photograph again.</source>
            <translation>请重新分析该照片。</translation>
        </message>
        <message>
            <source>This is not an analysis record: {why}.</source>
            <translation>这不是分析记录：{why}。</translation>
        </message>
        <message>
            <source>Give the JSON file that was written for a photograph.</source>
            <translation>请提供分析照片时写入的 JSON 文件。</translation>
        </message>
        <message>
            <source>This record was written by another version of Retivasc ({schema}).</source>
            <translation>该记录由其他版本的 Retivasc 写入（{schema}）。</translation>
        </message>
        <message>
            <source>Read it with that version, or a later one.</source>
            <translation>请用该版本或更高版本读取。</translation>
        </message>
        <message>
            <source>The two photographs could not be aligned: too few places look alike. Check that they show the same part of the same eye.</source>
            <translation>无法对齐这两张照片：相似之处太少。请检查它们显示的是否为同一只眼的同一部位。</translation>
        </message>
        <message>
            <source>The two photographs could not be aligned: one shows the eye enlarged, reduced or mirrored compared with the other.</source>
            <translation>无法对齐这两张照片：与其中一张相比，另一张中的眼被放大、缩小或镜像。</translation>
        </message>
        <message>
            <source>The two photographs could not be aligned: they have too little of the retina in common.</source>
            <translation>无法对齐这两张照片：两者共有的视网膜范围太小。</translation>
        </message>
        <message>
            <source>The two photographs could not be aligned: their vessels do not lie on each other. Check that they show the same eye.</source>
            <translation>无法对齐这两张照片：两者的血管不重合。请检查它们显示的是否为同一只眼。</translation>
        </message>
        <message>
            <source>Anatomy: disc, fovea, arteries and veins</source>
            <translation>解剖：视盘、中心凹、动脉与静脉</translation>
        </message>
        <message>
            <source>Vessel density in the ETDRS grid about the fovea</source>
            <translation>以中心凹为中心的 ETDRS 网格内血管密度</translation>
        </message>
        <message>
            <source>Vessel density in zone C, by quarter about the disc</source>
            <translation>C 区内血管密度，按视盘四周的四分区</translation>
        </message>
        <message>
            <source>whole field</source>
            <translation>整个视野</translation>
        </message>
        <message>
            <source>arteries or veins</source>
            <translation>动脉或静脉</translation>
        </message>
        <message>
            <source>Measurement</source>
            <translation>测量项目</translation>
        </message>
        <message>
            <source>Optic disc</source>
            <translation>视盘</translation>
        </message>
        <message>
            <source>Cup</source>
            <translation>视杯</translation>
        </message>
        <message>
            <source>Fovea</source>
            <translation>中心凹</translation>
        </message>
        <message>
            <source>Arteries and veins</source>
            <translation>动脉与静脉</translation>
        </message>
        <message>
            <source>Eye by disc and fovea</source>
            <translation>按视盘与中心凹判断的眼别</translation>
        </message>
        <message>
            <source>Found by</source>
            <translation>查找所用模型</translation>
        </message>
        <message>
            <source>SHA-256</source>
            <translation>SHA-256</translation>
        </message>
        <message>
            <source>found, confidence {confidence}</source>
            <translation>已找到，置信度 {confidence}</translation>
        </message>
        <message>
            <source>placed by hand</source>
            <translation>人工放置</translation>
        </message>
        <message>
            <source>placed by hand. Automatic: {what}</source>
            <translation>人工放置。自动：{what}</translation>
        </message>
        <message>
            <source>There are no vessels.</source>
            <translation>没有血管。</translation>
        </message>
        <message>
            <source>undecided: {share} % of the vessels</source>
            <translation>未判定：占血管的 {share} %</translation>
        </message>
        <message>
            <source>{undecided}; told by hand: {count}</source>
            <translation>{undecided}；人工指明：{count} 处</translation>
        </message>
        <message>
            <source>Disc, cup (yellow), fovea, zones B and C</source>
            <translation>视盘、视杯（黄）、中心凹、B 区与 C 区</translation>
        </message>
        <message>
            <source>Arteries (red), veins (blue), crossings (green), undecided (white); disc, cup (yellow), fovea, zones B and C</source>
            <translation>动脉（红）、静脉（蓝）、交叉处（绿）、未判定（白）；视盘、视杯（黄）、中心凹、B 区与 C 区</translation>
        </message>
        <message>
            <source>Of {count} {vessels}.</source>
            <translation>由 {count} 条{vessels}得出。</translation>
        </message>
        <message>
            <source>{title}, corrected by hand; automatic: [ ]</source>
            <translation>{title}，经人工修正；自动：[ ]</translation>
        </message>
        <message>
            <source>{number}, {where}</source>
            <translation>{number}，{where}</translation>
        </message>
        <message>
            <source>In brackets: {band}</source>
            <translation>括号内：{band}</translation>
        </message>
        <message>
            <source>{count} withheld: {reason}</source>
            <translation>{count} 项未给出：{reason}</translation>
        </message>
        <message>
            <source>How far these numbers lie from an expert's is not known yet.</source>
            <translation>这些数值与专家所得数值相差多少，尚不清楚。</translation>
        </message>
        <message>
            <source>Arteries, veins</source>
            <translation>动脉、静脉</translation>
        </message>
        <message>
            <source>As the numbers of all vessels, of arteries or of veins alone; segments of which it is less than {sure} sure what they are count in neither.</source>
            <translation>与全部血管的数值相同，但仅限动脉或静脉；置信度不足 {sure} 的血管段两类均不计入。</translation>
        </message>
        <message>
            <source>Zones B and C</source>
            <translation>B 区与 C 区</translation>
        </message>
        <message>
            <source>Rings about the disc's centre, from {b_from} to {b_to} and from {c_from} to {c_to} radii of the disc; a number is withheld where less than half of its zone is in view.</source>
            <translation>以视盘中心为中心的环，分别为 {b_from} 至 {b_to} 和 {c_from} 至 {c_to} 个视盘半径；分区可见部分不足一半时数值未给出。</translation>
        </message>
        <message>
            <source>ETDRS grid</source>
            <translation>ETDRS 网格</translation>
        </message>
        <message>
            <source>Vessel pixels as a share of each field of the grid about the fovea (rings of {rings} mm, drawn here as wide as their numbers need); without a pixel spacing the disc-fovea distance stands for {nominal} mm (Jonas 2015).</source>
            <translation>以中心凹为中心的网格（环径 {rings} mm，此处各环按数字所需宽度绘制）各分区内血管像素所占比例；像素间距未知时，视盘至中心凹的距离按 {nominal} mm 计（Jonas 2015）。</translation>
        </message>
        <message>
            <source>A difference between the eyes is told where it is more than two photographs of one eye differ by. Each number is of the whole field of its photograph; how certain it is stands on the pages of the eye.</source>
            <translation>仅当差异大于同一只眼两张照片之间的差异时，才认定两眼有差异。每个数值均针对其照片的整个视野；其可靠程度见各眼的页面。</translation>
        </message>
        <message>
            <source>Difference between the eyes</source>
            <translation>两眼差异</translation>
        </message>
        <message>
            <source>not measured in both eyes</source>
            <translation>并非两眼均有测量</translation>
        </message>
        <message>
            <source>no difference</source>
            <translation>无差异</translation>
        </message>
        <message>
            <source>OD higher by {amount}</source>
            <translation>OD 高 {amount}</translation>
        </message>
        <message>
            <source>OS higher by {amount}</source>
            <translation>OS 高 {amount}</translation>
        </message>
        <message>
            <source>no difference that can be told ({amount})</source>
            <translation>无法认定有差异（{amount}）</translation>
        </message>
        <message>
            <source>OD higher by {amount}; whether by chance is not known</source>
            <translation>OD 高 {amount}；是否出于偶然尚不清楚</translation>
        </message>
        <message>
            <source>OS higher by {amount}; whether by chance is not known</source>
            <translation>OS 高 {amount}；是否出于偶然尚不清楚</translation>
        </message>
        <message>
            <source>higher</source>
            <translation>升高</translation>
        </message>
        <message>
            <source>lower</source>
            <translation>降低</translation>
        </message>
        <message>
            <source>no change that can be told</source>
            <translation>无可辨别的变化</translation>
        </message>
        <message>
            <source>smallest detectable change not known</source>
            <translation>最小可检测变化未知</translation>
        </message>
        <message>
            <source>withheld</source>
            <translation>未给出</translation>
        </message>
        <message>
            <source>Comparison of two photographs of one eye</source>
            <translation>同一只眼两张照片的比较</translation>
        </message>
        <message>
            <source>Disc, fovea, arteries and veins</source>
            <translation>视盘、中心凹、动脉与静脉</translation>
        </message>
        <message>
            <source>First</source>
            <translation>第一张</translation>
        </message>
        <message>
            <source>Second</source>
            <translation>第二张</translation>
        </message>
        <message>
            <source>Change</source>
            <translation>变化</translation>
        </message>
        <message>
            <source>Smallest detectable</source>
            <translation>最小可检测变化</translation>
        </message>
        <message>
            <source>First photograph</source>
            <translation>第一张照片</translation>
        </message>
        <message>
            <source>Second photograph</source>
            <translation>第二张照片</translation>
        </message>
        <message>
            <source>Second photograph, aligned with the first</source>
            <translation>与第一张对齐后的第二张照片</translation>
        </message>
        <message>
            <source>Vessels: gained (green), lost (orange), the same (grey)</source>
            <translation>血管：新增（绿色）、消失（橙色）、相同（灰色）</translation>
        </message>
        <message>
            <source>Both are measured over the part of the retina that both show, {share} % of the smaller field. Median distance of the aligned places: {residual} px at a field 1024 px across.</source>
            <translation>两张照片均只测量共同显示的视网膜部分，占较小视野的 {share} %。视野直径为 1024 px 时，对齐点之间的中位距离为 {residual} px。</translation>
        </message>
        <message>
            <source>Where no verdict stands, the smallest detectable change is not known.</source>
            <translation>未给出结论之处，最小可检测变化未知。</translation>
        </message>
        <message>
            <source>Retinal vessel analysis report</source>
            <translation>视网膜血管分析报告</translation>
        </message>
        <message>
            <source>Page {page} of {pages}</source>
            <translation>第 {page} 页，共 {pages} 页</translation>
        </message>
        <message>
            <source>Please note</source>
            <translation>请注意</translation>
        </message>
        <message>
            <source>Model SHA-256</source>
            <translation>模型 SHA-256</translation>
        </message>
        <message>
            <source>Image SHA-256</source>
            <translation>图像 SHA-256</translation>
        </message>
        <message>
            <source>Measured and marked by hand</source>
            <translation>手动测量与标注</translation>
        </message>
        <message>
            <source>Draft, not signed</source>
            <translation>草稿，未签名</translation>
        </message>
        <message>
            <source>Signed by {name} on {when}</source>
            <translation>{name} 于 {when} 签名</translation>
        </message>
        <message>
            <source>Amended version of {id} (version {number})</source>
            <translation>{id}（第 {number} 版）的修订版</translation>
        </message>
        <message>
            <source>No pixel size is stated, so lengths are given as shares of the diameter of the field of view, ⌀.</source>
            <translation>未标明像素尺寸：长度以视野直径 ⌀ 的比例表示。</translation>
        </message>
        <message>
            <source>Right-to-left text is printed in the order in which it is stored: compare names with the file.</source>
            <translation>从右向左书写的文字按存储顺序打印：姓名请与文件核对。</translation>
        </message>
        <message>
            <source>Some characters are missing from the report's fonts and are printed as boxes: compare names with the file.</source>
            <translation>报告字体缺少部分字符，这些字符显示为方框：请对照文件核对姓名。</translation>
        </message>
        <message>
            <source>Photograph, field of view outlined</source>
            <translation>原始照片（已勾画视野）</translation>
        </message>
        <message>
            <source>Red-free (green channel)</source>
            <translation>无赤光（绿色通道）</translation>
        </message>
        <message>
            <source>Vessels found (tinted)</source>
            <translation>检出的血管（着色）</translation>
        </message>
        <message>
            <source>Vessels corrected by hand: found (cyan), added (yellow)</source>
            <translation>人工修正的血管：自动检出（青色）、人工添加（黄色）</translation>
        </message>
        <message>
            <source>{vessels}; excluded from the numbers (hatched)</source>
            <translation>{vessels}；排除在测量之外（斜线）</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>检查所见</translation>
        </message>
        <message>
            <source>Impression</source>
            <translation>诊断意见</translation>
        </message>
        <message>
            <source>Recommendation</source>
            <translation>建议</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>姓名</translation>
        </message>
        <message>
            <source>Signature</source>
            <translation>签名</translation>
        </message>
        <message>
            <source>Date</source>
            <translation>日期</translation>
        </message>
        <message>
            <source>Signed electronically by {name}, account {account}, on {when}</source>
            <translation>{name}（账户 {account}）于 {when} 电子签名</translation>
        </message>
        <message>
            <source>Patient ID: {id} · {eye} · report {report} · made {created}</source>
            <translation>患者编号：{id} · {eye} · 报告 {report} · 生成于 {created}</translation>
        </message>
        <message>
            <source>not recorded</source>
            <translation>未记录</translation>
        </message>
        <message>
            <source>Retivasc {version} · model {model} · weights SHA-256 {hash}… · threshold {threshold} · computed on {device}</source>
            <translation>Retivasc {version} · 模型 {model} · 权重 SHA-256 {hash}… · 阈值 {threshold} · 计算设备 {device}</translation>
        </message>
        <message>
            <source>Patient and examination</source>
            <translation>患者与检查</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>图像</translation>
        </message>
        <message>
            <source>Measurements</source>
            <translation>测量结果</translation>
        </message>
        <message>
            <source>Plots</source>
            <translation>图表</translation>
        </message>
        <message>
            <source>Details</source>
            <translation>详细信息</translation>
        </message>
        <message>
            <source>Follow-up</source>
            <translation>随访</translation>
        </message>
        <message>
            <source>Statement of the clinician</source>
            <translation>医生意见</translation>
        </message>
        <message>
            <source>Appendix: definitions</source>
            <translation>附录：定义</translation>
        </message>
        <message>
            <source>{eye}, {source}</source>
            <translation>{eye}，{source}</translation>
        </message>
        <message>
            <source>Eye</source>
            <translation>眼别</translation>
        </message>
        <message>
            <source>Camera</source>
            <translation>眼底相机</translation>
        </message>
        <message>
            <source>File</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>{value} (stated by a person)</source>
            <translation>{value}（人工指定）</translation>
        </message>
        <message>
            <source>{verdict} (score {score} of 1)</source>
            <translation>{verdict}（评分 {score}，满分 1）</translation>
        </message>
        <message>
            <source>Threshold</source>
            <translation>阈值</translation>
        </message>
        <message>
            <source>Image size</source>
            <translation>图像尺寸</translation>
        </message>
        <message>
            <source>Field of view</source>
            <translation>视野</translation>
        </message>
        <message>
            <source>Pixel spacing</source>
            <translation>像素间距</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Computed on</source>
            <translation>计算设备</translation>
        </message>
        <message>
            <source>Analysed</source>
            <translation>分析时间</translation>
        </message>
        <message>
            <source>Annotators' style</source>
            <translation>标注风格</translation>
        </message>
        <message>
            <source>{name}, frame {frame} of {frames}</source>
            <translation>{name}，第 {frame} 帧，共 {frames} 帧</translation>
        </message>
        <message>
            <source>{added} px added, {erased} px erased; strokes: {strokes}</source>
            <translation>添加 {added} px，擦除 {erased} px；共 {strokes} 笔</translation>
        </message>
        <message>
            <source>Corrected by hand</source>
            <translation>人工修正</translation>
        </message>
        <message>
            <source>{threshold}, with hysteresis from {seed}</source>
            <translation>{threshold}，滞后阈值 {seed}</translation>
        </message>
        <message>
            <source>Scale</source>
            <translation>比例</translation>
        </message>
        <message>
            <source>{row} × {column} mm, {source}</source>
            <translation>{row} × {column} mm，{source}</translation>
        </message>
        <message>
            <source>D = {d} ± {error} SE, R² {r_squared}</source>
            <translation>D = {d} ± {error}（标准误），R² {r_squared}</translation>
        </message>
        <message>
            <source>Box counting</source>
            <translation>盒计数</translation>
        </message>
        <message>
            <source>Number of boxes against box side in px, log scales</source>
            <translation>含血管的盒数随盒边长（px）的变化，双对数坐标</translation>
        </message>
        <message>
            <source>Share of centreline length by calibre in {unit}</source>
            <translation>各管径的中心线占比，管径单位 {unit}</translation>
        </message>
        <message>
            <source>Calibres</source>
            <translation>管径</translation>
        </message>
        <message>
            <source>Median {median} (dashed)</source>
            <translation>中位数 {median}（虚线）</translation>
        </message>
        <message>
            <source>An expert drawing by hand would have got {interval} in {cases}.</source>
            <translation>专家手工描绘时，{cases}会得到 {interval}。</translation>
        </message>
        <message>
            <source>Too uncertain to compare eyes that different cameras photographed.</source>
            <translation>不确定性过大，不能比较不同相机拍摄的眼睛。</translation>
        </message>
        <message>
            <source>The interval was learnt from {basis}.</source>
            <translation>该区间来自 {basis}。</translation>
        </message>
        <message>
            <source>{count} of 10 cases</source>
            <translation>10 例中有 {count} 例</translation>
        </message>
        <message>
            <source>{percent} % of cases</source>
            <translation>{percent} % 的病例</translation>
        </message>
        <message>
            <source>Asymmetry of the anatomy</source>
            <translation>解剖数值的双眼不对称</translation>
        </message>
        <message>
            <source>OD less OS</source>
            <translation>右眼减左眼</translation>
        </message>
        <message>
            <source>For the mean of both</source>
            <translation>相对于双眼均值</translation>
        </message>
        <message>
            <source>It is not recorded that both photographs are of one day. Whether a difference is chance is not known.</source>
            <translation>没有记录表明两张照片摄于同一天。差异是否出于偶然尚不清楚。</translation>
        </message>
        <message>
            <source>The photographs are of different days ({right}, {left}): their asymmetry is not told.</source>
            <translation>两张照片摄于不同日期（{right}、{left}）：不给出双眼不对称。</translation>
        </message>
        <message>
            <source>Whether a difference is chance is not known.</source>
            <translation>差异是否出于偶然尚不清楚。</translation>
        </message>
        <message>
            <source>The clinic's logo is not a complete PNG or JPEG picture.</source>
            <translation>诊所标志不是完整的 PNG 或 JPEG 图像。</translation>
        </message>
        <message>
            <source>Choose another one in the settings.</source>
            <translation>请在设置中另选一个。</translation>
        </message>
        <message>
            <source>Each number is of the whole field of its photograph: for small changes, compare the photographs over what both show.</source>
            <translation>每项数值均来自各自照片的整个视野：对于细微变化，请在两张照片共同显示的范围内对比。</translation>
        </message>
        <message>
            <source>Remarks</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>this examination</source>
            <translation>本次检查</translation>
        </message>
        <message>
            <source>{name} since then: {change}</source>
            <translation>{name}自此以来：{change}</translation>
        </message>
        <message>
            <source>{name} by then: {change}</source>
            <translation>{name}至该时：{change}</translation>
        </message>
        <message>
            <source>{change}, {verdict}</source>
            <translation>{change}，{verdict}</translation>
        </message>
        <message>
            <source>{change}, {verdict} (detectable from {smallest})</source>
            <translation>{change}，{verdict}（自 {smallest} 起可检测）</translation>
        </message>
        <message>
            <source>This photograph has no date: it is in no plot.</source>
            <translation>此照片没有日期：未绘入任何图中。</translation>
        </message>
        <message>
            <source>Examinations that are not listed: {count}</source>
            <translation>未列出的检查：{count}</translation>
        </message>
        <message>
            <source>By date; bars: in which an expert's number is expected</source>
            <translation>按日期；竖线：专家数值的预期范围</translation>
        </message>
        <message>
            <source>Since {day}: {change}</source>
            <translation>自 {day} 以来：{change}</translation>
        </message>
        <message>
            <source>Angle</source>
            <translation>角度</translation>
        </message>
        <message>
            <source>Line</source>
            <translation>线段</translation>
        </message>
        <message>
            <source>Area</source>
            <translation>面积</translation>
        </message>
        <message>
            <source>Arrow</source>
            <translation>箭头</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>注释</translation>
        </message>
        <message>
            <source>{angle}°</source>
            <translation>{angle}°</translation>
        </message>
        <message>
            <source>the camera's field is {value}° wide, and the eye {length} mm long</source>
            <translation>相机视野为 {value}°，眼轴长 {length} mm</translation>
        </message>
        <message>
            <source>a pixel is {value} mm wide</source>
            <translation>每像素 {value} mm</translation>
        </message>
        <message>
            <source>a line of {pixels} px is {value} mm</source>
            <translation>{pixels} 像素的线段为 {value} mm</translation>
        </message>
        <message>
            <source>a line of {pixels} px is 1 disc diameter (DD)</source>
            <translation>{pixels} 像素的线段为 1 个视盘直径（DD）</translation>
        </message>
        <message>
            <source>the camera's field is {value}° wide</source>
            <translation>相机视野为 {value}°</translation>
        </message>
        <message>
            <source>{pixels} px</source>
            <translation>{pixels} 像素</translation>
        </message>
        <message>
            <source>{length} µm</source>
            <translation>{length} µm</translation>
        </message>
        <message>
            <source>{length} mm</source>
            <translation>{length} mm</translation>
        </message>
        <message>
            <source>{length} DD</source>
            <translation>{length} DD</translation>
        </message>
        <message>
            <source>{length}° of the field</source>
            <translation>视野 {length}°</translation>
        </message>
        <message>
            <source>{share} % of ⌀</source>
            <translation>⌀ 的 {share} %</translation>
        </message>
        <message>
            <source>no area: its outline crosses itself</source>
            <translation>无面积：轮廓自相交</translation>
        </message>
        <message>
            <source>{area} px²</source>
            <translation>{area} 像素²</translation>
        </message>
        <message>
            <source>{area} mm²</source>
            <translation>{area} mm²</translation>
        </message>
        <message>
            <source>{area} DD²</source>
            <translation>{area} DD²</translation>
        </message>
        <message>
            <source>vessels</source>
            <translation>血管</translation>
        </message>
        <message>
            <source>Arteries and veins are taken together.</source>
            <translation>动脉与静脉一并计算。</translation>
        </message>
        <message>
            <source>A model tells arteries from veins, unless a person said which a vessel is; what is undecided counts in neither.</source>
            <translation>动脉与静脉由模型区分，除非有人指明某条血管属于哪一类；未判定者两类均不计入。</translation>
        </message>
        <message>
            <source>Only what is in view is measured; where less than half is, the number is withheld.</source>
            <translation>只测量视野内的部分；可见部分不足一半时数值未给出。</translation>
        </message>
        <message>
            <source>A disc that is outlined too large or too small moves the zone.</source>
            <translation>视盘轮廓过大或过小，分区会随之移动。</translation>
        </message>
        <message>
            <source>A fovea that is placed wrongly moves the grid; without a pixel spacing its millimetres are nominal.</source>
            <translation>中心凹位置有误，网格会随之移动；像素间距未知时，其毫米仅为标称值。</translation>
        </message>
        <message>
            <source>Blur makes vessels look wider.</source>
            <translation>模糊会使血管显得更宽。</translation>
        </message>
        <message>
            <source>{zone} about the optic disc</source>
            <translation>视盘周围的{zone}</translation>
        </message>
        <message>
            <source>the {part} field of the ETDRS grid</source>
            <translation>ETDRS 网格的{part}分区</translation>
        </message>
        <message>
            <source>the quarter of zone C {place} of the optic disc</source>
            <translation>C 区中位于视盘{place}的四分之一</translation>
        </message>
        <message>
            <source>what is seen of the retina</source>
            <translation>可见的视网膜</translation>
        </message>
        <message>
            <source>How much of {place} the {vessels} cover.</source>
            <translation>{vessels}占{place}的多少。</translation>
        </message>
        <message>
            <source>Bleedings, scars and reflections that are taken for vessels raise it; blur and shadow lower it. Compare photographs of one camera and one field only.</source>
            <translation>被误认为血管的出血、瘢痕和反光会使其升高；模糊和阴影会使其降低。只比较同一相机、同一视野的照片。</translation>
        </message>
        <message>
            <source>How long the {vessels} together are, for the size of {place}.</source>
            <translation>相对于{place}的大小，{vessels}的总长度。</translation>
        </message>
        <message>
            <source>Gaps where a vessel was not followed shorten it. Thin vessels count most, and blur takes these first.</source>
            <translation>血管未能追踪之处的间断会使其变小。细血管影响最大，而模糊最先使细血管消失。</translation>
        </message>
        <message>
            <source>How wide the {vessels} are on average in {place}.</source>
            <translation>{place}内{vessels}的平均宽度。</translation>
        </message>
        <message>
            <source>It is not the width at the edge of the disc (CRAE, CRVE).</source>
            <translation>这不是视盘边缘处的管径（CRAE、CRVE）。</translation>
        </message>
        <message>
            <source>How densely the {vessels} branch to fill the picture: 1 is a line, 2 fills it all.</source>
            <translation>{vessels}分支填满图像的疏密程度：1 为一条线，2 为填满整个图像。</translation>
        </message>
        <message>
            <source>It tells hardly more than density and length do, and depends on the camera and its field as they do.</source>
            <translation>它几乎不比密度和长度提供更多信息，并且同样取决于相机及其视野。</translation>
        </message>
        <message>
            <source>How winding the {vessels} in {place} are: the way along a vessel, divided by the straight way between its ends.</source>
            <translation>{place}内{vessels}的弯曲程度：沿血管的长度除以其两端间的直线距离。</translation>
        </message>
        <message>
            <source>It is the typical vessel's: a single corkscrew among straight vessels does not show in it.</source>
            <translation>反映的是典型血管：平直血管中单独一条螺旋状血管不会体现出来。</translation>
        </message>
        <message>
            <source>At how many places vessels branch or cross.</source>
            <translation>血管分支或交叉的位置数。</translation>
        </message>
        <message>
            <source>Crossings count as branches, and gaps in thin vessels change it much.</source>
            <translation>交叉也计为分支，细血管的间断会使其明显改变。</translation>
        </message>
        <message>
            <source>How many ends of vessels are seen.</source>
            <translation>可见的血管末端数。</translation>
        </message>
        <message>
            <source>Many are no ends, but places where a vessel could not be followed any further.</source>
            <translation>许多并非真正的末端，而是血管无法继续追踪之处。</translation>
        </message>
        <message>
            <source>How wide the trunk of the {vessels} is, reckoned from the widest ones that cross zone B about the optic disc.</source>
            <translation>由穿过视盘周围 B 区的最宽{vessels}推算出的主干宽度。</translation>
        </message>
        <message>
            <source>Refraction, the length of the eye and the camera change how large it is shown: compare photographs of one camera only.</source>
            <translation>屈光、眼轴长度和相机都会改变其成像大小：只比较同一相机的照片。</translation>
        </message>
        <message>
            <source>How many {vessels} the trunk was reckoned from.</source>
            <translation>推算主干所用{vessels}的条数。</translation>
        </message>
        <message>
            <source>From fewer than six the trunk comes out narrower.</source>
            <translation>不足六条时，推算出的主干会偏窄。</translation>
        </message>
        <message>
            <source>How wide the arteries are for the width of the veins: below 1, narrower.</source>
            <translation>动脉相对于静脉的宽度：小于 1 表示动脉较窄。</translation>
        </message>
        <message>
            <source>It falls when arteries become narrower or veins wider, and does not say which.</source>
            <translation>动脉变窄或静脉变宽都会使其下降，但不能说明是哪一种。</translation>
        </message>
        <message>
            <source>How large the eye is shown does not change it.</source>
            <translation>眼底成像的大小不影响该值。</translation>
        </message>
        <message>
            <source>Vessels that touch may be taken for a bifurcation.</source>
            <translation>相互接触的血管可能被当作分叉。</translation>
        </message>
        <message>
            <source>How far apart the two branches of {vessels} mostly point.</source>
            <translation>{vessels}的两个分支通常张开的角度。</translation>
        </message>
        <message>
            <source>Where a vessel fades, its branches are not counted.</source>
            <translation>血管变淡处的分支不计入。</translation>
        </message>
        <message>
            <source>How alike in width the two branches of {vessels} mostly are: 1 is alike.</source>
            <translation>{vessels}的两个分支宽度通常的接近程度：1 为相同。</translation>
        </message>
        <message>
            <source>By which law the widths of branches of {vessels} follow from that of their stem: 3 is where the flow of blood takes the least work.</source>
            <translation>{vessels}分支宽度随主干宽度变化的规律：3 时血流做功最小。</translation>
        </message>
        <message>
            <source>Half a pixel of width moves it much: it is for research.</source>
            <translation>半个像素的宽度就会使其明显变化：仅供研究。</translation>
        </message>
        <message>
            <source>In a flat photograph the edge of the cup is seen by its paleness, not by its depth.</source>
            <translation>在平面照片上，视杯边缘由其颜色苍白看出，而非由其深度。</translation>
        </message>
        <message>
            <source>Large discs have large cups: a ratio tells little without the size of the disc.</source>
            <translation>大视盘的视杯也大：不知道视盘大小，比值说明不了什么。</translation>
        </message>
        <message>
            <source>How much of the height of the optic disc its cup takes.</source>
            <translation>视杯占视盘高度的多少。</translation>
        </message>
        <message>
            <source>How much of the width of the optic disc its cup takes.</source>
            <translation>视杯占视盘宽度的多少。</translation>
        </message>
        <message>
            <source>How large the optic disc is on the retina.</source>
            <translation>视盘在视网膜上的大小。</translation>
        </message>
        <message>
            <source>It is as right as the pixel spacing; refraction and the length of the eye change how large the disc is shown.</source>
            <translation>其准确程度取决于像素间距；屈光和眼轴长度会改变视盘的成像大小。</translation>
        </message>
        <message>
            <source>By how much the fovea lies lower than the optic disc.</source>
            <translation>中心凹低于视盘的程度。</translation>
        </message>
        <message>
            <source>A head that is held askew turns it.</source>
            <translation>头位倾斜会使其改变。</translation>
        </message>
        <message>
            <source>How far the fovea is from the optic disc, in diameters of that disc.</source>
            <translation>中心凹与视盘的距离，以该视盘的直径计。</translation>
        </message>
        <message>
            <source>A large disc makes it small: it is a ratio, not a length.</source>
            <translation>视盘大则该值小：它是比值，不是长度。</translation>
        </message>
        <message>
            <source>“{name}” already exists and does not belong to a report.</source>
            <translation>“{name}”已存在，且不属于任何报告。</translation>
        </message>
        <message>
            <source>“{name}” belongs to the report of another photograph.</source>
            <translation>“{name}”属于另一张照片的报告。</translation>
        </message>
        <message>
            <source>Save the report under another name.</source>
            <translation>请用另一个名称保存报告。</translation>
        </message>
        <message>
            <source>“{name}” cannot be removed: {why}.</source>
            <translation>无法删除“{name}”：{why}。</translation>
        </message>
        <message>
            <source>Remove it yourself: it reveals what the password is meant to hide.</source>
            <translation>请自行删除：其中含有密码所要保护的内容。</translation>
        </message>
        <message>
            <source>Margins sharp.</source>
            <translation>边界清。</translation>
        </message>
        <message>
            <source>Margins blurred.</source>
            <translation>边界模糊。</translation>
        </message>
        <message>
            <source>Cup-to-disc ratio ___.</source>
            <translation>杯盘比 ___。</translation>
        </message>
        <message>
            <source>Pale.</source>
            <translation>色淡。</translation>
        </message>
        <message>
            <source>Peripapillary atrophy.</source>
            <translation>视盘周围萎缩。</translation>
        </message>
        <message>
            <source>Macula</source>
            <translation>黄斑</translation>
        </message>
        <message>
            <source>Foveal reflex present.</source>
            <translation>中心凹反光存在。</translation>
        </message>
        <message>
            <source>Foveal reflex absent.</source>
            <translation>中心凹反光消失。</translation>
        </message>
        <message>
            <source>Drusen: ___.</source>
            <translation>玻璃膜疣：___。</translation>
        </message>
        <message>
            <source>Hard exudates within one disc diameter of the fovea.</source>
            <translation>距中心凹一个视盘直径以内有硬性渗出。</translation>
        </message>
        <message>
            <source>Epiretinal membrane.</source>
            <translation>视网膜前膜。</translation>
        </message>
        <message>
            <source>Vessels</source>
            <translation>血管</translation>
        </message>
        <message>
            <source>Normal course and calibre.</source>
            <translation>走行和管径正常。</translation>
        </message>
        <message>
            <source>Arterioles narrowed, ___ (generalised, focal).</source>
            <translation>小动脉变细，___（弥漫性、局限性）。</translation>
        </message>
        <message>
            <source>Arteriovenous crossing signs.</source>
            <translation>动静脉交叉征。</translation>
        </message>
        <message>
            <source>Copper or silver wiring.</source>
            <translation>铜丝样或银丝样改变。</translation>
        </message>
        <message>
            <source>Tortuous veins.</source>
            <translation>静脉迂曲。</translation>
        </message>
        <message>
            <source>New vessels: ___.</source>
            <translation>新生血管：___。</translation>
        </message>
        <message>
            <source>Retina</source>
            <translation>视网膜</translation>
        </message>
        <message>
            <source>No haemorrhages, exudates or cotton-wool spots in the part that is seen.</source>
            <translation>可见范围内未见出血、渗出或棉絮斑。</translation>
        </message>
        <message>
            <source>Microaneurysms: ___.</source>
            <translation>微动脉瘤：___。</translation>
        </message>
        <message>
            <source>Haemorrhages: ___.</source>
            <translation>出血：___。</translation>
        </message>
        <message>
            <source>Cotton-wool spots: ___.</source>
            <translation>棉絮斑：___。</translation>
        </message>
        <message>
            <source>Laser scars: ___.</source>
            <translation>激光斑：___。</translation>
        </message>
        <message>
            <source>Limits of the view</source>
            <translation>观察受限</translation>
        </message>
        <message>
            <source>Media opacity limits the view.</source>
            <translation>屈光介质混浊，影响观察。</translation>
        </message>
        <message>
            <source>The periphery is not seen.</source>
            <translation>周边部未见。</translation>
        </message>
        <message>
            <source>Compared with the photograph of ___: no change.</source>
            <translation>与 ___ 的照片相比：无变化。</translation>
        </message>
        <message>
            <source>“{name}” has changed since it was analysed.</source>
            <translation>“{name}”在分析之后已被更改。</translation>
        </message>
        <message>
            <source>Open the photograph again, then save the report.</source>
            <translation>请重新打开该照片，再保存报告。</translation>
        </message>
        <message>
            <source>A report cannot be made until it is known which eye this is.</source>
            <translation>眼别未知，不能出具报告。</translation>
        </message>
        <message>
            <source>Set the eye, then save the report.</source>
            <translation>请先设定眼别，再保存报告。</translation>
        </message>
        <message>
            <source>Nothing was measured and nothing was typed: the report is empty.</source>
            <translation>没有测量值，也没有填写内容：报告是空的。</translation>
        </message>
        <message>
            <source>Type the findings, or have the photograph measured.</source>
            <translation>请填写检查所见，或对照片进行测量。</translation>
        </message>
        <message>
            <source>A report on both eyes needs a photograph of the right and of the left eye.</source>
            <translation>双眼报告需要右眼和左眼的照片各一张。</translation>
        </message>
        <message>
            <source>Choose a photograph of the other eye, or set the eye if it is wrong.</source>
            <translation>请选择另一只眼的照片；如眼别有误，请更正。</translation>
        </message>
        <message>
            <source>The photographs of a report are of several patients.</source>
            <translation>一份报告中的照片属于多位患者。</translation>
        </message>
        <message>
            <source>Choose photographs of one patient.</source>
            <translation>请选择同一患者的照片。</translation>
        </message>
        <message>
            <source>This is not a Retivasc report: {why}.</source>
            <translation>这不是 Retivasc 的报告：{why}。</translation>
        </message>
        <message>
            <source>A picture of the report is damaged.</source>
            <translation>报告中的一幅图像已损坏。</translation>
        </message>
        <message>
            <source>Give the JSON file that was written next to the report's PDF.</source>
            <translation>请提供与报告 PDF 一同保存的 JSON 文件。</translation>
        </message>
        <message>
            <source>No model looked for it.</source>
            <translation>没有模型查找过它。</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>自动</translation>
        </message>
        <message>
            <source>Vessel density by quadrant, corrected by hand</source>
            <translation>各象限血管密度（人工修正）</translation>
        </message>
        <message>
            <source>Corrected by hand: {what}</source>
            <translation>人工修正：{what}</translation>
        </message>
        <message>
            <source>Automatic: {what}</source>
            <translation>自动：{what}</translation>
        </message>
        <message>
            <source>Optic disc: margins sharp, cup-to-disc ratio ___.</source>
            <translation>视盘：边界清，杯盘比 ___。</translation>
        </message>
        <message>
            <source>Next photograph in ___ months.</source>
            <translation>___ 个月后复查眼底照相。</translation>
        </message>
        <message>
            <source>Referral to a retina specialist: ___.</source>
            <translation>转诊眼底病专科：___。</translation>
        </message>
        <message>
            <source>Normal fundus</source>
            <translation>正常眼底</translation>
        </message>
        <message>
            <source>{disc} Macula: normal. Vessels: normal course and calibre. No haemorrhages, exudates or cotton-wool spots in the part that is seen.</source>
            <translation>{disc}黄斑：正常。血管：走行及管径正常。可见范围内未见出血、渗出或棉絮斑。</translation>
        </message>
        <message>
            <source>No abnormality in the part of the fundus that is seen.</source>
            <translation>可见范围内眼底未见异常。</translation>
        </message>
        <message>
            <source>Hypertensive changes</source>
            <translation>高血压性改变</translation>
        </message>
        <message>
            <source>{disc} Arterioles: narrowing ___ (generalised, focal), arteriovenous crossing signs ___. Haemorrhages: ___. Cotton-wool spots: ___. Hard exudates: ___. Disc swelling: ___.</source>
            <translation>{disc}小动脉：变细 ___（弥漫性、局限性），动静脉交叉压迫征 ___。出血：___。棉絮斑：___。硬性渗出：___。视盘水肿：___。</translation>
        </message>
        <message>
            <source>Hypertensive retinal changes, ___ (mild, moderate, severe).</source>
            <translation>高血压性视网膜改变，___（轻度、中度、重度）。</translation>
        </message>
        <message>
            <source>Blood pressure to be checked. {next}</source>
            <translation>请监测血压。{next}</translation>
        </message>
        <message>
            <source>Diabetes: no retinopathy</source>
            <translation>糖尿病：无视网膜病变</translation>
        </message>
        <message>
            <source>{disc} No microaneurysms or other signs of diabetic retinopathy.</source>
            <translation>{disc}未见微血管瘤及其他糖尿病视网膜病变征象。</translation>
        </message>
        <message>
            <source>No apparent diabetic retinopathy. Macular oedema: ___.</source>
            <translation>无明显糖尿病视网膜病变。黄斑水肿：___。</translation>
        </message>
        <message>
            <source>Diabetes: mild NPDR</source>
            <translation>糖尿病：轻度 NPDR</translation>
        </message>
        <message>
            <source>{disc} Microaneurysms only: ___.</source>
            <translation>{disc}仅见微血管瘤：___。</translation>
        </message>
        <message>
            <source>Mild non-proliferative diabetic retinopathy. Macular oedema: ___.</source>
            <translation>轻度非增殖期糖尿病视网膜病变。黄斑水肿：___。</translation>
        </message>
        <message>
            <source>Diabetes: moderate NPDR</source>
            <translation>糖尿病：中度 NPDR</translation>
        </message>
        <message>
            <source>{disc} Microaneurysms: ___. Haemorrhages: ___. Hard exudates: ___. Cotton-wool spots: ___. More than microaneurysms only, less than severe.</source>
            <translation>{disc}微血管瘤：___。出血：___。硬性渗出：___。棉絮斑：___。重于仅有微血管瘤，轻于重度。</translation>
        </message>
        <message>
            <source>Moderate non-proliferative diabetic retinopathy. Macular oedema: ___.</source>
            <translation>中度非增殖期糖尿病视网膜病变。黄斑水肿：___。</translation>
        </message>
        <message>
            <source>Diabetes: severe NPDR</source>
            <translation>糖尿病：重度 NPDR</translation>
        </message>
        <message>
            <source>{disc} At least one of: more than 20 intraretinal haemorrhages in each of four quadrants (___), venous beading in two or more quadrants (___), prominent intraretinal microvascular abnormalities in one or more quadrants (___). No signs of proliferative retinopathy.</source>
            <translation>{disc}至少符合一项：四个象限每个象限视网膜内出血多于 20 处（___），两个及以上象限静脉串珠样改变（___），一个及以上象限明显的视网膜内微血管异常（___）。无增殖期视网膜病变征象。</translation>
        </message>
        <message>
            <source>Severe non-proliferative diabetic retinopathy. Macular oedema: ___.</source>
            <translation>重度非增殖期糖尿病视网膜病变。黄斑水肿：___。</translation>
        </message>
        <message>
            <source>Diabetes: PDR</source>
            <translation>糖尿病：PDR</translation>
        </message>
        <message>
            <source>{disc} Neovascularisation: ___ (disc, elsewhere). Vitreous or preretinal haemorrhage: ___.</source>
            <translation>{disc}新生血管：___（视盘、其他部位）。玻璃体出血或视网膜前出血：___。</translation>
        </message>
        <message>
            <source>Proliferative diabetic retinopathy. Macular oedema: ___.</source>
            <translation>增殖期糖尿病视网膜病变。黄斑水肿：___。</translation>
        </message>
        <message>
            <source>Free text</source>
            <translation>自由文本</translation>
        </message>
        <message>
            <source>Optic disc: ___. Macula: ___. Vessels: ___. Rest of the fundus: ___.</source>
            <translation>视盘：___。黄斑：___。血管：___。其余眼底：___。</translation>
        </message>
        <message>
            <source>Different cameras or models: numbers may differ for that alone.</source>
            <translation>相机或模型不同：仅此原因数值就可能不同。</translation>
        </message>
        <message>
            <source>camera not recorded</source>
            <translation>未记录相机</translation>
        </message>
        <message>
            <source>not known</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>Vessel density by quadrant</source>
            <translation>各象限血管密度</translation>
        </message>
        <message>
            <source>Vessels by width</source>
            <translation>按管径分组的血管</translation>
        </message>
        <message>
            <source>Thin vessels are {thin}, wide ones {wide}: the median of each segment, at a field {across} px across.</source>
            <translation>细血管{thin}，粗血管{wide}：取各血管段管径的中位数，按视野直径 {across} 像素计。</translation>
        </message>
        <message>
            <source>Retivasc measures vessels in photographs of the retina. It does not diagnose: the findings are the clinician's.</source>
            <translation>Retivasc 测量视网膜照片中的血管，不作诊断：诊断结论由临床医生作出。</translation>
        </message>
        <message>
            <source>Sensitivity to the threshold</source>
            <translation>对阈值的敏感度</translation>
        </message>
        <message>
            <source>Sensitivity to the threshold, {low} – {high}</source>
            <translation>对阈值的敏感度（{low} – {high}）</translation>
        </message>
        <message>
            <source>Standard error {error}, R² {r_squared}.</source>
            <translation>标准误 {error}，R² {r_squared}。</translation>
        </message>
        <message>
            <source>An expert's drawing would have given {interval} in {percent} % of cases ({basis}).</source>
            <translation>由专家描画时，{percent} % 的情况下该值为 {interval}（{basis}）。</translation>
        </message>
        <message>
            <source>{interval} Too wide to compare eyes that different cameras photographed.</source>
            <translation>{interval}该范围过宽，不能用于比较不同相机拍摄的眼。</translation>
        </message>
        <message>
            <source>Expert's: {interval}.</source>
            <translation>专家：{interval}。</translation>
        </message>
        <message>
            <source>Expert's: {interval} (one camera only).</source>
            <translation>专家：{interval}（仅限同一相机）。</translation>
        </message>
        <message>
            <source>Change from {amount}.</source>
            <translation>变化至少 {amount}。</translation>
        </message>
        <message>
            <source>Expert's: where an expert's drawing would have put the number in {percent} % of cases ({basis}); those “one camera only” are too wide to compare eyes that different cameras photographed.</source>
            <translation>专家：在 {percent} % 的病例中，专家描绘会得到的数值范围（{basis}）；标有“仅限同一相机”者过宽，不能比较不同相机拍摄的眼睛。</translation>
        </message>
        <message>
            <source>Change: between two visits, less than this cannot be told from chance.</source>
            <translation>变化：两次就诊之间，小于此值的变化无法与偶然波动区分。</translation>
        </message>
        <message>
            <source>Between two visits, a change of less than {amount} cannot be told from chance.</source>
            <translation>两次就诊之间，小于 {amount} 的变化无法与偶然波动区分。</translation>
        </message>
        <message>
            <source>OU (both eyes)</source>
            <translation>OU（双眼）</translation>
        </message>
        <message>
            <source>unknown eye</source>
            <translation>眼别未知</translation>
        </message>
        <message>
            <source>{text} {sentence}</source>
            <translation>{text}{sentence}</translation>
        </message>
        <message>
            <source>female</source>
            <translation>女</translation>
        </message>
        <message>
            <source>male</source>
            <translation>男</translation>
        </message>
        <message>
            <source>other</source>
            <translation>其他</translation>
        </message>
        <message>
            <source>from the file</source>
            <translation>来自文件</translation>
        </message>
        <message>
            <source>set by the user</source>
            <translation>由用户设定</translation>
        </message>
        <message>
            <source>good</source>
            <translation>良好</translation>
        </message>
        <message>
            <source>usable</source>
            <translation>可用</translation>
        </message>
        <message>
            <source>not gradable</source>
            <translation>无法评估</translation>
        </message>
        <message>
            <source>The model does not find the structure “{structure}”.</source>
            <translation>该模型不识别结构“{structure}”。</translation>
        </message>
        <message>
            <source>Choose another model.</source>
            <translation>请选择其他模型。</translation>
        </message>
        <message>
            <source>The sample's numbers are known only for the bundled model, so they were not compared.</source>
            <translation>样本的数值仅对随附模型已知；未作比较。</translation>
        </message>
        <message>
            <source>pixels of a faint vessel linked to a clear one</source>
            <translation>与清晰血管相连的模糊血管的像素数</translation>
        </message>
        <message>
            <source>{number} of the sample</source>
            <translation>样本的{number}</translation>
        </message>
        <message>
            <source>The sample's numbers cannot be read.</source>
            <translation>无法读取示例照片的数值。</translation>
        </message>
        <message>
            <source>Please install the program again.</source>
            <translation>请重新安装本程序。</translation>
        </message>
        <message>
            <source>fractal dimension of a square</source>
            <translation>正方形的分形维数</translation>
        </message>
        <message>
            <source>fractal dimension of a line</source>
            <translation>直线的分形维数</translation>
        </message>
        <message>
            <source>fractal dimension of a Sierpinski triangle</source>
            <translation>谢尔宾斯基三角形的分形维数</translation>
        </message>
        <message>
            <source>density of a checkerboard</source>
            <translation>棋盘格的密度</translation>
        </message>
        <message>
            <source>length of a circle</source>
            <translation>圆的周长</translation>
        </message>
        <message>
            <source>tortuosity of a semicircle</source>
            <translation>半圆的迂曲度</translation>
        </message>
        <message>
            <source>mean calibre of an oblique bar</source>
            <translation>斜条的平均管径</translation>
        </message>
        <message>
            <source>median calibre of an oblique bar</source>
            <translation>斜条管径的中位数</translation>
        </message>
        <message>
            <source>branch points of a crossing</source>
            <translation>交叉处的分支点数</translation>
        </message>
        <message>
            <source>Name of the archive</source>
            <translation>影像归档的名称</translation>
        </message>
        <message>
            <source>Archive</source>
            <translation>影像归档</translation>
        </message>
        <message>
            <source>Address of the archive</source>
            <translation>影像归档的地址</translation>
        </message>
        <message>
            <source>archive.clinic.example</source>
            <translation>archive.clinic.example</translation>
        </message>
        <message>
            <source>Port</source>
            <translation>端口</translation>
        </message>
        <message>
            <source>AE title of the archive</source>
            <translation>对方 AE 标题</translation>
        </message>
        <message>
            <source>AE title of this workstation</source>
            <translation>本机 AE 标题</translation>
        </message>
        <message>
            <source>Many archives only answer AE titles that they know.</source>
            <translation>许多影像归档只应答已登记的标题。</translation>
        </message>
        <message>
            <source>Encrypt (TLS)</source>
            <translation>加密（TLS）</translation>
        </message>
        <message>
            <source>Trusted certificates</source>
            <translation>受信任的证书</translation>
        </message>
        <message>
            <source>the computer's own</source>
            <translation>本机的证书</translation>
        </message>
        <message>
            <source>Certificate of this workstation</source>
            <translation>本机证书</translation>
        </message>
        <message>
            <source>Key of this certificate</source>
            <translation>本机密钥</translation>
        </message>
        <message>
            <source>DICOMweb address</source>
            <translation>DICOMweb 地址</translation>
        </message>
        <message>
            <source>If it is set, photographs are searched for and fetched there. A token or a certificate for it is kept in the system's keyring.</source>
            <translation>设置后，将在此处查询和调取照片。其令牌或证书保存在系统密钥环中。</translation>
        </message>
        <message>
            <source>https://archive.clinic.example/dicom-web</source>
            <translation>https://archive.clinic.example/dicom-web</translation>
        </message>
        <message>
            <source>Port of this workstation</source>
            <translation>本工作站的端口</translation>
        </message>
        <message>
            <source>To which the archive sends what is fetched (C-MOVE); 0 if it answers on the same connection (C-GET).</source>
            <translation>影像归档把调取的内容发送到此端口（C-MOVE）；若在同一连接上应答（C-GET），则为 0。</translation>
        </message>
        <message>
            <source>It keeps the worklist</source>
            <translation>它提供工作列表</translation>
        </message>
        <message>
            <source>Fetch earlier visits</source>
            <translation>自动取回以往就诊</translation>
        </message>
        <message>
            <source>Of the patient whose photograph is opened, by ID and date of birth.</source>
            <translation>按患者编号和出生日期，取回所打开照片的患者的以往就诊。</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <source>Same as the computer</source>
            <translation>跟随系统</translation>
        </message>
        <message>
            <source>Theme</source>
            <translation>主题</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>浅色</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>深色</translation>
        </message>
        <message>
            <source>Text size</source>
            <translation>字体大小</translation>
        </message>
        <message>
            <source>Lowest threshold</source>
            <translation>最低阈值</translation>
        </message>
        <message>
            <source>Highest threshold</source>
            <translation>最高阈值</translation>
        </message>
        <message>
            <source>Far outside the usual range, 0.30 to 0.70, few vessels are found, or many of those found are wrong.</source>
            <translation>远离常用范围（0.30 至 0.70）时，找到的血管会很少，或有许多是错误的。</translation>
        </message>
        <message>
            <source>Calibration</source>
            <translation>校准文件</translation>
        </message>
        <message>
            <source>For your own camera, if you have made one; it is used from the next start on.</source>
            <translation>适用于您自己的相机（如已制作）；下次启动后生效。</translation>
        </message>
        <message>
            <source>Remember recently opened files</source>
            <translation>记住最近打开的文件</translation>
        </message>
        <message>
            <source>File names may contain patients' names.</source>
            <translation>文件名中可能含有患者姓名。</translation>
        </message>
        <message>
            <source>Show the patient's name and data</source>
            <translation>显示患者姓名和资料</translation>
        </message>
        <message>
            <source>Words under the icons</source>
            <translation>图标下显示文字</translation>
        </message>
        <message>
            <source>Tour at the next start</source>
            <translation>下次启动时显示导览</translation>
        </message>
        <message>
            <source>It is shown once, and is found in the menu Help at any time.</source>
            <translation>只显示一次，随时可在“帮助”菜单中找到。</translation>
        </message>
        <message>
            <source>Name of the clinic</source>
            <translation>机构名称</translation>
        </message>
        <message>
            <source>Address, telephone</source>
            <translation>地址、电话</translation>
        </message>
        <message>
            <source>Logo</source>
            <translation>徽标</translation>
        </message>
        <message>
            <source>A PNG or JPEG picture.</source>
            <translation>PNG 或 JPEG 图片。</translation>
        </message>
        <message>
            <source>Title of the report</source>
            <translation>报告标题</translation>
        </message>
        <message>
            <source>Page size</source>
            <translation>纸张大小</translation>
        </message>
        <message>
            <source>A4</source>
            <translation>A4</translation>
        </message>
        <message>
            <source>Letter</source>
            <translation>Letter</translation>
        </message>
        <message>
            <source>Languages of the report</source>
            <translation>报告语言</translation>
        </message>
        <message>
            <source>Same as the window</source>
            <translation>与窗口一致</translation>
        </message>
        <message>
            <source>Both, one after the other</source>
            <translation>两种语言，先后排列</translation>
        </message>
        <message>
            <source>General</source>
            <translation>常规</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>报告</translation>
        </message>
        <message>
            <source>“{name}” is not a whole backup of a store.</source>
            <translation>“{name}”不是完整的病例库备份。</translation>
        </message>
        <message>
            <source>Choose another backup; nothing was changed.</source>
            <translation>请选择另一个备份；未作任何更改。</translation>
        </message>
        <message>
            <source>The content {name} is missing from the store.</source>
            <translation>病例库中缺少内容 {name}。</translation>
        </message>
        <message>
            <source>Have the store verified; restore an earlier backup if need be.</source>
            <translation>请校验病例库；必要时恢复较早的备份。</translation>
        </message>
        <message>
            <source>The backup was made by another version of Retivasc.</source>
            <translation>该备份由 Retivasc 的另一个版本制作。</translation>
        </message>
        <message>
            <source>Restore it with that version, then open the store with this one.</source>
            <translation>请用那个版本恢复，再用本版本打开病例库。</translation>
        </message>
        <message>
            <source>The store is not empty.</source>
            <translation>病例库不是空的。</translation>
        </message>
        <message>
            <source>Restore into an empty folder or database, or say that it is to be replaced.</source>
            <translation>请恢复到空文件夹或空数据库，或说明要替换现有病例库。</translation>
        </message>
        <message>
            <source>several patients have the ID “{id}”</source>
            <translation>有多位患者的编号为“{id}”</translation>
        </message>
        <message>
            <source>is assigned to “{name}” already</source>
            <translation>已归入“{name}”</translation>
        </message>
        <message>
            <source>The worklist does not tell the patient's ID and the study of this order.</source>
            <translation>工作列表没有给出此申请的患者编号和检查。</translation>
        </message>
        <message>
            <source>Choose the patient from the list of patients.</source>
            <translation>请从患者列表中选择患者。</translation>
        </message>
        <message>
            <source>The worklist names somebody else with the ID “{id}”: {one}, not {other}.</source>
            <translation>工作列表中编号“{id}”是另一个人：{one}，而不是 {other}。</translation>
        </message>
        <message>
            <source>Find out who it is, and correct the patient, or choose one from the list.</source>
            <translation>请查明是谁，更正患者信息，或从列表中选择患者。</translation>
        </message>
        <message>
            <source>“{who}” has changed this case meanwhile.</source>
            <translation>“{who}”在此期间修改了该病例。</translation>
        </message>
        <message>
            <source>Compare the two versions and save the one that is right.</source>
            <translation>请比较两个版本，保存正确的那个。</translation>
        </message>
        <message>
            <source>The store does not know this photograph.</source>
            <translation>病例库中没有这张照片。</translation>
        </message>
        <message>
            <source>Open the photograph again.</source>
            <translation>请重新打开该照片。</translation>
        </message>
        <message>
            <source>This installation cannot speak to PostgreSQL.</source>
            <translation>此安装无法连接 PostgreSQL。</translation>
        </message>
        <message>
            <source>Install the package psycopg, or keep the store in a folder.</source>
            <translation>请安装 psycopg 软件包，或将病例库保存在文件夹中。</translation>
        </message>
        <message>
            <source>The address of the store is not one of PostgreSQL.</source>
            <translation>病例库地址不是 PostgreSQL 地址。</translation>
        </message>
        <message>
            <source>Write it as postgresql://user@server/database.</source>
            <translation>请写成 postgresql://user@server/database 的形式。</translation>
        </message>
        <message>
            <source>The address of the store holds a password, which others could read.</source>
            <translation>病例库地址中含有密码，他人可能看到。</translation>
        </message>
        <message>
            <source>Leave it out: put it into the keyring, or into the file .pgpass.</source>
            <translation>请勿写入地址：将密码存入系统密钥环或 .pgpass 文件。</translation>
        </message>
        <message>
            <source>This patient was merged into another one.</source>
            <translation>该患者已并入另一位患者。</translation>
        </message>
        <message>
            <source>Undo that first, or delete the other one, who then goes with this one.</source>
            <translation>请先撤销合并，或删除另一位患者，该患者将一并删除。</translation>
        </message>
        <message>
            <source>What was being saved is not in the store; everything saved before is.</source>
            <translation>正在保存的内容未存入病例库；此前保存的内容仍在。</translation>
        </message>
        <message>
            <source>The store is held by another program.</source>
            <translation>病例库正被另一个程序占用。</translation>
        </message>
        <message>
            <source>Close what uses it, a backup for instance; it will be tried again.</source>
            <translation>请关闭占用它的程序（例如备份）；稍后会再次尝试。</translation>
        </message>
        <message>
            <source>The store's disk is full.</source>
            <translation>病例库所在的磁盘已满。</translation>
        </message>
        <message>
            <source>Free some space: the window then saves what waits, and commands can be run again.</source>
            <translation>请腾出磁盘空间：窗口随后会自动保存待存内容，命令可重新运行。</translation>
        </message>
        <message>
            <source>The store cannot be written: {why}.</source>
            <translation>无法写入病例库：{why}。</translation>
        </message>
        <message>
            <source>Check that the store's folder is there, can be written and has room.</source>
            <translation>请检查病例库文件夹是否存在、可写并有足够空间。</translation>
        </message>
        <message>
            <source>The database cannot be reached: {why}.</source>
            <translation>无法连接数据库：{why}。</translation>
        </message>
        <message>
            <source>Check the network and the server; it will be tried again.</source>
            <translation>请检查网络和服务器；稍后会再次尝试。</translation>
        </message>
        <message>
            <source>The database refused: {why}.</source>
            <translation>数据库拒绝了操作：{why}。</translation>
        </message>
        <message>
            <source>Try again; if it happens again, tell who looks after the database.</source>
            <translation>请重试；如果再次发生，请告知数据库管理员。</translation>
        </message>
        <message>
            <source>The store cannot be written: its folder is read-only.</source>
            <translation>无法写入病例库：其文件夹是只读的。</translation>
        </message>
        <message>
            <source>Ask for the right to write there, or choose another folder for the store.</source>
            <translation>请申请写入权限，或为病例库选择另一个文件夹。</translation>
        </message>
        <message>
            <source>The store cannot be opened: its folder does not let us.</source>
            <translation>无法打开病例库：没有其文件夹的权限。</translation>
        </message>
        <message>
            <source>Check that you may read and write the folder and that its drive is there.</source>
            <translation>请检查您是否可以读写该文件夹，以及其驱动器是否存在。</translation>
        </message>
        <message>
            <source>The store failed: {why}.</source>
            <translation>病例库出错：{why}。</translation>
        </message>
        <message>
            <source>The store's file is damaged: {why}.</source>
            <translation>病例库文件已损坏：{why}。</translation>
        </message>
        <message>
            <source>Restore its last backup; the damaged file is set aside, not deleted.</source>
            <translation>请恢复最近的备份；损坏的文件会被移到一旁，不会删除。</translation>
        </message>
        <message>
            <source>does not fit the pattern</source>
            <translation>不符合该格式</translation>
        </message>
        <message>
            <source>can be read in several ways</source>
            <translation>有多种读法</translation>
        </message>
        <message>
            <source>“{day}” is not a possible day</source>
            <translation>“{day}”不是有效日期</translation>
        </message>
        <message>
            <source>Write what stands where in the names: {fields}; for example {example}.</source>
            <translation>请写明文件名各部分的含义：{fields}；例如 {example}。</translation>
        </message>
        <message>
            <source>“{field}” is nothing that a name tells.</source>
            <translation>文件名中没有“{field}”这一项。</translation>
        </message>
        <message>
            <source>This is not a pattern of names yet.</source>
            <translation>这还不是有效的文件名格式。</translation>
        </message>
        <message>
            <source>The same thing stands in the pattern twice.</source>
            <translation>格式中同一项出现了两次。</translation>
        </message>
        <message>
            <source>There is nothing between two parts of the pattern to tell them apart.</source>
            <translation>格式中有两项之间没有可区分的字符。</translation>
        </message>
        <message>
            <source>The journal of what waits to be saved is damaged: {why}.</source>
            <translation>等待保存内容的日志已损坏：{why}。</translation>
        </message>
        <message>
            <source>Keep the file “{name}” and ask for help; it is not touched.</source>
            <translation>请保留文件“{name}”并寻求帮助；不会改动该文件。</translation>
        </message>
        <message>
            <source>Restore the backup “{name}”; the damaged file is set aside, not deleted.</source>
            <translation>请恢复备份“{name}”；损坏的文件会被移到一旁，不会删除。</translation>
        </message>
        <message>
            <source>The store was made by a newer version of Retivasc.</source>
            <translation>该病例库由更新版本的 Retivasc 创建。</translation>
        </message>
        <message>
            <source>Install that version or a later one; this one changes nothing in it.</source>
            <translation>请安装该版本或更新版本；本版本不会更改其中任何内容。</translation>
        </message>
        <message>
            <source>What was found in this photograph cannot be read from the store.</source>
            <translation>无法从病例库读取这张照片的分析结果。</translation>
        </message>
        <message>
            <source>Have the photograph analysed again.</source>
            <translation>请重新分析该照片。</translation>
        </message>
        <message>
            <source>There is no patient “{id}” in the store.</source>
            <translation>病例库中没有患者“{id}”。</translation>
        </message>
        <message>
            <source>Several patients have the ID “{id}”, each of another issuer.</source>
            <translation>有多位患者的编号为“{id}”，签发机构各不相同。</translation>
        </message>
        <message>
            <source>Look the patient up in the list of the store.</source>
            <translation>请在病例库的列表中查找该患者。</translation>
        </message>
        <message>
            <source>A patient needs a name or an ID.</source>
            <translation>患者需要姓名或编号。</translation>
        </message>
        <message>
            <source>Type at least one of the two.</source>
            <translation>请至少填写其中一项。</translation>
        </message>
        <message>
            <source>Somebody else has changed this patient meanwhile.</source>
            <translation>其他人在此期间修改了该患者的信息。</translation>
        </message>
        <message>
            <source>Look at what is there now, then type your change again.</source>
            <translation>请查看当前内容，然后重新输入您的修改。</translation>
        </message>
        <message>
            <source>There is already a patient with the ID “{id}”.</source>
            <translation>已有编号为“{id}”的患者。</translation>
        </message>
        <message>
            <source>Choose that patient from the list, or merge the two.</source>
            <translation>请从列表中选择该患者，或将两者合并。</translation>
        </message>
        <message>
            <source>These two are one patient already.</source>
            <translation>这两位已是同一患者。</translation>
        </message>
        <message>
            <source>Choose another patient.</source>
            <translation>请选择另一位患者。</translation>
        </message>
        <message>
            <source>An entry of the store cannot be read: {why}.</source>
            <translation>无法读取病例库中的一个条目：{why}。</translation>
        </message>
        <message>
            <source>Read it with the version of Retivasc that wrote it, or a later one.</source>
            <translation>请用写入它的 Retivasc 版本或更新版本读取。</translation>
        </message>
        <message>
            <source>A report is signed by somebody.</source>
            <translation>报告必须由某人签名。</translation>
        </message>
        <message>
            <source>Type the name of who signs.</source>
            <translation>请输入签名者的姓名。</translation>
        </message>
        <message>
            <source>A draft is not sent.</source>
            <translation>草稿不能发送。</translation>
        </message>
        <message>
            <source>Sign the report, then send it.</source>
            <translation>请先签署报告，再发送。</translation>
        </message>
        <message>
            <source>The content of this report is missing from the store.</source>
            <translation>病例库中缺少该报告的内容。</translation>
        </message>
        <message>
            <source>Restore the store from a backup.</source>
            <translation>请从备份恢复病例库。</translation>
        </message>
        <message>
            <source>This report does not speak of this photograph.</source>
            <translation>该报告不涉及此照片。</translation>
        </message>
        <message>
            <source>Open the photograph that it speaks of.</source>
            <translation>请打开该报告所涉及的照片。</translation>
        </message>
        <message>
            <source>This report is signed; it cannot become a draft again.</source>
            <translation>该报告已签署，不能再变为草稿。</translation>
        </message>
        <message>
            <source>Sign an amended version, or begin a new report.</source>
            <translation>请签署修订版，或新建一份报告。</translation>
        </message>
        <message>
            <source>The database holds something else than a store of Retivasc.</source>
            <translation>该数据库中的内容不是 Retivasc 的病例库。</translation>
        </message>
        <message>
            <source>Name another database, or an empty one.</source>
            <translation>请指定另一个数据库或空数据库。</translation>
        </message>
        <message>
            <source>“{name}” is not a whole patient from a store.</source>
            <translation>“{name}”不是从病例库导出的完整患者文件。</translation>
        </message>
        <message>
            <source>Export the patient again; nothing was changed here.</source>
            <translation>请重新导出该患者；此处未作任何更改。</translation>
        </message>
        <message>
            <source>There may be more; it was not looked for.</source>
            <translation>可能还有更多问题；未继续查找。</translation>
        </message>
        <message>
            <source>The row {row} is missing.</source>
            <translation>缺少行 {row}。</translation>
        </message>
        <message>
            <source>The row {row} refers to one that is missing.</source>
            <translation>行 {row} 引用了不存在的行。</translation>
        </message>
        <message>
            <source>An event is missing before event {number}.</source>
            <translation>事件 {number} 之前缺少一个事件。</translation>
        </message>
        <message>
            <source>Event {number} was changed.</source>
            <translation>事件 {number} 被更改过。</translation>
        </message>
        <message>
            <source>The details of event {number} were changed.</source>
            <translation>事件 {number} 的详情被更改过。</translation>
        </message>
        <message>
            <source>The details of event {number} are missing.</source>
            <translation>缺少事件 {number} 的详情。</translation>
        </message>
        <message>
            <source>No event knows of the row {row}.</source>
            <translation>没有任何事件记录行 {row}。</translation>
        </message>
        <message>
            <source>The row {row} was changed.</source>
            <translation>行 {row} 被更改过。</translation>
        </message>
        <message>
            <source>The content {name} is missing.</source>
            <translation>缺少内容 {name}。</translation>
        </message>
        <message>
            <source>The content {name} was changed.</source>
            <translation>内容 {name} 被更改过。</translation>
        </message>
        <message>
            <source>This is set by your administrator and was not changed.</source>
            <translation>此项由管理员设置，保持不变。</translation>
        </message>
        <message>
            <source>Earlier visits fetched from the archive: {count}.</source>
            <translation>已从影像归档取回以往就诊：{count} 次。</translation>
        </message>
        <message>
            <source>{told} Objects that did not come: {count}.</source>
            <translation>{told}未取回的对象：{count} 个。</translation>
        </message>
        <message>
            <source>Where this photograph lies is not known.</source>
            <translation>不知道这张照片的位置。</translation>
        </message>
        <message>
            <source>Open its file again; it is recognised by what is in it.</source>
            <translation>请重新打开其文件；程序按内容识别照片。</translation>
        </message>
        <message>
            <source>“{name}” is no longer the photograph that was kept.</source>
            <translation>“{name}”已不是当时保存的照片。</translation>
        </message>
        <message>
            <source>Open the photograph where it is now; it is recognised by what is in it.</source>
            <translation>请在照片现在的位置打开它；程序按内容识别照片。</translation>
        </message>
        <message>
            <source>“{first}” and “{second}” are photographs of different patients.</source>
            <translation>“{first}”与“{second}”是不同患者的照片。</translation>
        </message>
        <message>
            <source>Choose another photograph, or set right whose photographs they are.</source>
            <translation>请选择另一张照片，或更正照片所属的患者。</translation>
        </message>
        <message>
            <source>no date</source>
            <translation>无日期</translation>
        </message>
        <message>
            <source>right eye</source>
            <translation>右眼</translation>
        </message>
        <message>
            <source>left eye</source>
            <translation>左眼</translation>
        </message>
        <message>
            <source>both eyes</source>
            <translation>双眼</translation>
        </message>
        <message>
            <source>Another photograph was opened meanwhile, so nothing was assigned.</source>
            <translation>此间已打开另一张照片，因此未作归入。</translation>
        </message>
        <message>
            <source>Open the photograph again and assign it then.</source>
            <translation>请重新打开该照片后再归入。</translation>
        </message>
        <message>
            <source>No photograph is assigned to this patient yet.</source>
            <translation>该患者名下还没有照片。</translation>
        </message>
        <message>
            <source>Photographs of this patient that are no longer where they were: {count}.</source>
            <translation>该患者的照片中有 {count} 张已不在原处。</translation>
        </message>
        <message>
            <source>Add the folder in which they are now; their results are kept.</source>
            <translation>请添加它们现在所在的文件夹；其结果仍保留。</translation>
        </message>
        <message>
            <source>Patients are not kept now, so nothing was assigned.</source>
            <translation>目前不保存患者，因此未作归入。</translation>
        </message>
        <message>
            <source>Look at the bottom of the window for the reason, then try again.</source>
            <translation>请查看窗口底部的原因，然后重试。</translation>
        </message>
        <message>
            <source>Photographs assigned: {count}.</source>
            <translation>已归入照片：{count} 张。</translation>
        </message>
        <message>
            <source>Patients of whom nothing was touched for {days} days, and who will be deleted within a week: {count}.</source>
            <translation>已有 {days} 天未被使用、将在一周内删除的患者：{count} 名。</translation>
        </message>
        <message>
            <source>The photograph of the other eye is no longer where it was.</source>
            <translation>另一只眼的照片已不在原处。</translation>
        </message>
        <message>
            <source>Open it where it is now; it is recognised by what is in it.</source>
            <translation>请在其现在的位置打开；程序按内容识别它。</translation>
        </message>
        <message>
            <source>The printer does not accept the report.</source>
            <translation>打印机不接受该报告。</translation>
        </message>
        <message>
            <source>Check that it is switched on and connected, or choose another one.</source>
            <translation>请检查打印机是否已开机并连接，或选择其他打印机。</translation>
        </message>
        <message>
            <source>The report was saved as “{name}”.</source>
            <translation>报告已保存为“{name}”。</translation>
        </message>
        <message>
            <source>Signed by {name}: version {number}.</source>
            <translation>{name} 已签名：第 {number} 版。</translation>
        </message>
        <message>
            <source>The report was printed.</source>
            <translation>报告已打印。</translation>
        </message>
        <message>
            <source>No archive is set up.</source>
            <translation>尚未设置影像归档。</translation>
        </message>
        <message>
            <source>Enter its address in the settings.</source>
            <translation>请在设置中输入其地址。</translation>
        </message>
        <message>
            <source>Sign the report, or send the other results without it.</source>
            <translation>请先签署报告，或仅发送其他结果。</translation>
        </message>
        <message>
            <source>Results sent to the archive: {count}.</source>
            <translation>已发送到影像归档的结果：{count}。</translation>
        </message>
        <message>
            <source>{told} {remark}</source>
            <translation>{told}{remark}</translation>
        </message>
        <message>
            <source>Somebody has kept another version of this report meanwhile.</source>
            <translation>期间有人保存了该报告的另一个版本。</translation>
        </message>
        <message>
            <source>Look at it among the versions, then try again.</source>
            <translation>请先在版本列表中查看，然后重试。</translation>
        </message>
        <message>
            <source>The numbers of this photograph are not kept yet.</source>
            <translation>此照片的数值尚未保存。</translation>
        </message>
        <message>
            <source>Try again in a moment.</source>
            <translation>请稍后重试。</translation>
        </message>
        <message>
            <source>{count} results are waiting to be sent to {host}.</source>
            <translation>{count} 个结果等待发送到 {host}。</translation>
        </message>
        <message>
            <source>{count} files were saved in “{name}”.</source>
            <translation>已在“{name}”中保存 {count} 个文件。</translation>
        </message>
        <message>
            <source>The clinic's logo cannot be used: {problem}</source>
            <translation>无法使用机构徽标：{problem}</translation>
        </message>
        <message>
            <source>There is no vessel where you clicked.</source>
            <translation>单击处没有血管。</translation>
        </message>
        <message>
            <source>Arteries and veins are not told apart in this photograph.</source>
            <translation>这张照片没有区分动脉和静脉。</translation>
        </message>
        <message>
            <source>“{who}” has changed this case meanwhile; both versions are kept.</source>
            <translation>“{who}”在此期间修改了此病例；两个版本均已保留。</translation>
        </message>
        <message>
            <source>You see yours. Look at both and choose; the version that is not taken stays in the audit trail.</source>
            <translation>当前显示的是您的版本。请查看两个版本并选择；未采用的版本保留在审计记录中。</translation>
        </message>
        <message>
            <source>Patients are not kept on this computer, as the settings say.</source>
            <translation>按照设置，此计算机上不保存患者资料。</translation>
        </message>
        <message>
            <source>Your administrator can change this in the settings of this computer.</source>
            <translation>管理员可以在此计算机的设置中更改。</translation>
        </message>
        <message>
            <source>There is no vessel where you clicked: click on one, or on an erased one.</source>
            <translation>点击处没有血管：请点击血管，或点击已擦除的血管。</translation>
        </message>
        <message>
            <source>There is nothing to report yet.</source>
            <translation>尚无可生成报告的内容。</translation>
        </message>
        <message>
            <source>Open a photograph first.</source>
            <translation>请先打开一张照片。</translation>
        </message>
        <message>
            <source>The measurement is not finished.</source>
            <translation>测量尚未完成。</translation>
        </message>
        <message>
            <source>Wait until the numbers are there, then save the report.</source>
            <translation>请等待数值显示后再保存报告。</translation>
        </message>
        <message>
            <source>Another report is being written.</source>
            <translation>正在写入另一份报告。</translation>
        </message>
        <message>
            <source>Wait until it is saved, then save this one.</source>
            <translation>请等它保存完毕，再保存这一份。</translation>
        </message>
        <message>
            <source>The report is being saved; close again in a moment.</source>
            <translation>正在保存报告，请稍后再关闭。</translation>
        </message>
        <message>
            <source>your settings</source>
            <translation>您的设置</translation>
        </message>
        <message>
            <source>the log</source>
            <translation>日志</translation>
        </message>
        <message>
            <source>the outbox (so that nothing can be sent to the archive)</source>
            <translation>发件箱（因此无法向影像归档发送任何内容）</translation>
        </message>
        <message>
            <source>Not saved on this computer: {what}. The folder “{folder}” cannot be written to: {why}.</source>
            <translation>以下内容不会保存在本机：{what}。无法写入文件夹“{folder}”：{why}。</translation>
        </message>
        <message>
            <source>You can view, measure and save reports in another folder. For the rest, ask your administrator for a home folder that can be written to; “{command}” lists the folders.</source>
            <translation>您仍可查看、测量，并将报告保存到其他文件夹。如需保存其余内容，请联系管理员提供可写入的主目录；运行“{command}”可列出这些文件夹。</translation>
        </message>
        <message>
            <source>{one}, {two}</source>
            <translation>{one}、{two}</translation>
        </message>
        <message>
            <source>Not all of your administrator's settings for this computer could be read.</source>
            <translation>管理员为本机所作的设置未能全部读取。</translation>
        </message>
        <message>
            <source>Tell your administrator: “{command}” lists what is wrong.</source>
            <translation>请告知管理员：运行“{command}”可列出错误。</translation>
        </message>
        <message>
            <source>Your settings file was damaged and is now called “{name}”; the default settings apply.</source>
            <translation>您的设置文件已损坏，现已改名为“{name}”；当前使用默认设置。</translation>
        </message>
        <message>
            <source>Set what you need again; your earlier settings may still be in the damaged file.</source>
            <translation>请重新设置所需内容；损坏的文件中可能仍保留您原来的设置。</translation>
        </message>
        <message>
            <source>What you set applies until you close the program, but is not saved.</source>
            <translation>您的设置在关闭程序前有效，但不会保存。</translation>
        </message>
        <message>
            <source>None of this can be read, so nothing was assigned.</source>
            <translation>这些内容均无法读取，因此未归入任何照片。</translation>
        </message>
        <message>
            <source>Drag photographs, or folders with photographs.</source>
            <translation>请拖动照片或含有照片的文件夹。</translation>
        </message>
        <message>
            <source>There are no photographs in the list yet: open some, then assign them.</source>
            <translation>列表中还没有照片：请先打开照片，再归入患者。</translation>
        </message>
    </context>
    <context>
        <name>Correction</name>
        <message>
            <source>automatic: {value}</source>
            <translation>自动：{value}</translation>
        </message>
    </context>
    <context>
        <name>CorrectionCard</name>
        <message>
            <source>Discard corrections</source>
            <translation>放弃修正</translation>
        </message>
        <message>
            <source>Go back to the automatic vessels; this can be undone</source>
            <translation>恢复自动识别的血管；可以撤销</translation>
        </message>
        <message>
            <source>Measure all of it</source>
            <translation>测量全部</translation>
        </message>
        <message>
            <source>Take the excluded areas back into the numbers; this can be undone</source>
            <translation>将排除区域重新计入测量；可以撤销</translation>
        </message>
        <message>
            <source>Vessels corrected by hand</source>
            <translation>血管已由人工修正</translation>
        </message>
        <message>
            <source>As found</source>
            <translation>恢复自动</translation>
        </message>
        <message>
            <source>Go back to the anatomy as it was found; this can be undone</source>
            <translation>恢复自动找到的解剖结构；可以撤销</translation>
        </message>
        <message>
            <source>Excluded from every number: {share} of the field</source>
            <translation>所有数值均不含视野的 {share}</translation>
        </message>
        <message>
            <source>optic disc</source>
            <translation>视盘</translation>
        </message>
        <message>
            <source>cup</source>
            <translation>视杯</translation>
        </message>
        <message>
            <source>fovea</source>
            <translation>中心凹</translation>
        </message>
        <message>
            <source>{name} not in view</source>
            <translation>{name}不在视野内</translation>
        </message>
        <message>
            <source>arteries and veins ({count})</source>
            <translation>动脉和静脉（{count}）</translation>
        </message>
        <message>
            <source>By hand: {what}</source>
            <translation>手动：{what}</translation>
        </message>
    </context>
    <context>
        <name>CrashGuard</name>
        <message>
            <source>Something unexpected went wrong. You can go on working.</source>
            <translation>发生意外错误。您可以继续工作。</translation>
        </message>
        <message>
            <source>If anything looks odd, start the program again. The log has the details.</source>
            <translation>如有异常，请重新启动程序。详情见日志。</translation>
        </message>
    </context>
    <context>
        <name>DateDialog</name>
        <message>
            <source>Date of the photograph</source>
            <translation>照片的拍摄日期</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Year, month and day, until today.</source>
            <translation>年、月、日，不晚于今天。</translation>
        </message>
    </context>
    <context>
        <name>DayField</name>
        <message>
            <source>YYYY-MM-DD</source>
            <translation>年-月-日</translation>
        </message>
    </context>
    <context>
        <name>Dialogs</name>
        <message>
            <source>Open photographs</source>
            <translation>打开照片</translation>
        </message>
        <message>
            <source>All files (*)</source>
            <translation>所有文件 (*)</translation>
        </message>
        <message>
            <source>Pictures (*.png *.jpg *.jpeg *.tif *.tiff *.bmp *.ppm)</source>
            <translation>图像 (*.png *.jpg *.jpeg *.tif *.tiff *.bmp *.ppm)</translation>
        </message>
        <message>
            <source>DICOM (*.dcm *.dicom)</source>
            <translation>DICOM (*.dcm *.dicom)</translation>
        </message>
        <message>
            <source>Archives (*.zip)</source>
            <translation>压缩包 (*.zip)</translation>
        </message>
        <message>
            <source>Open a folder of photographs</source>
            <translation>打开照片文件夹</translation>
        </message>
        <message>
            <source>Folder for the results</source>
            <translation>结果文件夹</translation>
        </message>
        <message>
            <source>Save the report</source>
            <translation>保存报告</translation>
        </message>
        <message>
            <source>PDF (*.pdf)</source>
            <translation>PDF (*.pdf)</translation>
        </message>
    </context>
    <context>
        <name>Explanation</name>
        <message>
            <source>More in the manual (F1)</source>
            <translation>在手册中查看更多（F1）</translation>
        </message>
        <message>
            <source>What it means</source>
            <translation>含义</translation>
        </message>
        <message>
            <source>Limits</source>
            <translation>局限</translation>
        </message>
        <message>
            <source>For research</source>
            <translation>供研究使用</translation>
        </message>
    </context>
    <context>
        <name>EyeCard</name>
        <message>
            <source>Set this eye; it counts as said by you</source>
            <translation>采用此眼别；视为由您指定</translation>
        </message>
        <message>
            <source>By disc and fovea: {eye}</source>
            <translation>根据视盘和中心凹：{eye}</translation>
        </message>
        <message>
            <source>Set {eye}</source>
            <translation>采用 {eye}</translation>
        </message>
        <message>
            <source>The file does not say: set it here.</source>
            <translation>文件未注明，请在此设置。</translation>
        </message>
        <message>
            <source>{said}; the file says {stated}</source>
            <translation>{said}；文件注明为 {stated}</translation>
        </message>
    </context>
    <context>
        <name>FellowBox</name>
        <message>
            <source>Report on</source>
            <translation>报告范围</translation>
        </message>
        <message>
            <source>this eye only</source>
            <translation>仅此眼</translation>
        </message>
        <message>
            <source>For a report on both eyes the store needs a photograph of the other eye of the same patient and day.</source>
            <translation>双眼报告要求病例库中有同一患者同一天的另一只眼的照片。</translation>
        </message>
        <message>
            <source>both eyes, with {eye} of this day: {file}</source>
            <translation>双眼，加上当天的 {eye}：{file}</translation>
        </message>
    </context>
    <context>
        <name>FileLine</name>
        <message>
            <source>Choose…</source>
            <translation>选择…</translation>
        </message>
    </context>
    <context>
        <name>FindingsPanel</name>
        <message>
            <source>Text</source>
            <translation>文字</translation>
        </message>
        <message>
            <source>Lines and notes</source>
            <translation>线段和注释</translation>
        </message>
        <message>
            <source>Findings can be typed once a photograph is analysed.</source>
            <translation>照片分析完成后即可录入检查所见。</translation>
        </message>
    </context>
    <context>
        <name>FitPlot</name>
        <message>
            <source>Box counting</source>
            <translation>盒计数</translation>
        </message>
        <message>
            <source>boxes</source>
            <translation>盒数</translation>
        </message>
        <message>
            <source>box side, px</source>
            <translation>盒边长（像素）</translation>
        </message>
        <message>
            <source>Box counting: D = {d} ± {error} SE, R² {r_squared}</source>
            <translation>盒计数：D = {d} ± {error} SE，R² {r_squared}</translation>
        </message>
    </context>
    <context>
        <name>ImageControls</name>
        <message>
            <source>Photograph</source>
            <translation>照片</translation>
        </message>
        <message>
            <source>Brightness</source>
            <translation>亮度</translation>
        </message>
        <message>
            <source>Contrast</source>
            <translation>对比度</translation>
        </message>
        <message>
            <source>Gamma</source>
            <translation>伽马</translation>
        </message>
        <message>
            <source>Invert</source>
            <translation>反相</translation>
        </message>
        <message>
            <source>Equalise (CLAHE)</source>
            <translation>均衡化（CLAHE）</translation>
        </message>
        <message>
            <source>Reset</source>
            <translation>重置</translation>
        </message>
        <message>
            <source>Reset the tones of the photograph</source>
            <translation>重置照片的色调</translation>
        </message>
        <message>
            <source>Colour channel</source>
            <translation>颜色通道</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>彩色</translation>
        </message>
        <message>
            <source>Red-free (green)</source>
            <translation>无赤光（绿色）</translation>
        </message>
        <message>
            <source>Red</source>
            <translation>红色</translation>
        </message>
        <message>
            <source>Blue</source>
            <translation>蓝色</translation>
        </message>
        <message>
            <source>Show the photograph as it was recorded</source>
            <translation>按原始记录显示照片</translation>
        </message>
        <message>
            <source>Vessels stand out best in the green channel</source>
            <translation>血管在绿色通道中最清晰</translation>
        </message>
        <message>
            <source>Window level; or drag up and down with the right mouse button</source>
            <translation>窗位；也可按住鼠标右键上下拖动</translation>
        </message>
        <message>
            <source>Window width; or drag left and right with the right mouse button</source>
            <translation>窗宽；也可按住鼠标右键左右拖动</translation>
        </message>
        <message>
            <source>Above 1, the middle tones are lighter</source>
            <translation>大于 1 时中间调变亮</translation>
        </message>
        <message>
            <source>Equalise the contrast locally; a display aid that never alters what is measured</source>
            <translation>局部均衡对比度；仅用于显示，不用于测量</translation>
        </message>
        <message>
            <source>Channel</source>
            <translation>通道</translation>
        </message>
    </context>
    <context>
        <name>InstallationWatch</name>
        <message>
            <source>Retivasc was updated or removed while it was open.</source>
            <translation>Retivasc 在运行期间被更新或卸载。</translation>
        </message>
        <message>
            <source>Please close it and start it again before you measure or save anything.</source>
            <translation>请先关闭并重新启动程序，再进行测量或保存。</translation>
        </message>
    </context>
    <context>
        <name>JobBar</name>
        <message>
            <source>Cancel (Esc)</source>
            <translation>取消 (Esc)</translation>
        </message>
        <message>
            <source>Analysing in the background: {count} left</source>
            <translation>后台分析：还剩 {count} 张</translation>
        </message>
    </context>
    <context>
        <name>Legend</name>
        <message>
            <source>Gained</source>
            <translation>新增</translation>
        </message>
        <message>
            <source>Lost</source>
            <translation>消失</translation>
        </message>
        <message>
            <source>The same</source>
            <translation>不变</translation>
        </message>
    </context>
    <context>
        <name>LicencesPage</name>
        <message>
            <source>Licences</source>
            <translation>许可证</translation>
        </message>
        <message>
            <source>Text of the licence</source>
            <translation>许可证文本</translation>
        </message>
        <message>
            <source>Third-party notices</source>
            <translation>第三方声明</translation>
        </message>
        <message>
            <source>This program</source>
            <translation>本程序</translation>
        </message>
        <message>
            <source>Fonts</source>
            <translation>字体</translation>
        </message>
        <message>
            <source>Sample photograph</source>
            <translation>示例照片</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
    </context>
    <context>
        <name>LogWindow</name>
        <message>
            <source>Log</source>
            <translation>日志</translation>
        </message>
        <message>
            <source>Log of this session</source>
            <translation>本次运行的日志</translation>
        </message>
        <message>
            <source>Names, paths and patient numbers are left out. The log is kept in {folder}</source>
            <translation>日志中不含姓名、路径和患者编号。日志保存在 {folder}</translation>
        </message>
        <message>
            <source>Copy diagnostics</source>
            <translation>复制诊断信息</translation>
        </message>
        <message>
            <source>Copy the folder's path</source>
            <translation>复制文件夹路径</translation>
        </message>
        <message>
            <source>Clear this view</source>
            <translation>清空显示</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>The diagnostics were copied; paste them into a message.</source>
            <translation>诊断信息已复制，可粘贴到邮件或消息中。</translation>
        </message>
        <message>
            <source>The path was copied.</source>
            <translation>路径已复制。</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <source>Photographs corrected by hand but not yet in a report: {count}. Closing discards these corrections. Close anyway?</source>
            <translation>经过人工修正但尚未写入报告的照片：{count} 张。关闭将丢弃这些修正。仍要关闭吗？</translation>
        </message>
        <message>
            <source>Photographs with typed text that is not yet in a saved report: {count}. Closing discards these texts. Close anyway?</source>
            <translation>有 {count} 张照片的文字尚未保存到任何报告中。关闭将丢弃这些文字。仍要关闭吗？</translation>
        </message>
        <message>
            <source>Photographs</source>
            <translation>照片</translation>
        </message>
        <message>
            <source>Results</source>
            <translation>结果</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>检查所见</translation>
        </message>
        <message>
            <source>“{name}” is no longer the photograph that was opened before.</source>
            <translation>“{name}”已不是当时打开的那张照片。</translation>
        </message>
        <message>
            <source>The file has since been changed or replaced. Check whose photograph it is.</source>
            <translation>该文件此后已被更改或替换。请核对这是谁的照片。</translation>
        </message>
        <message>
            <source>Clear the list of recent files? The files themselves stay where they are.</source>
            <translation>清除最近打开的文件列表吗？文件本身不受影响。</translation>
        </message>
        <message>
            <source>It is shown as it is: nothing is measured, and no vessels are shown.</source>
            <translation>仅原样显示：不作测量，也不显示血管。</translation>
        </message>
        <message>
            <source>processor</source>
            <translation>处理器</translation>
        </message>
        <message>
            <source>graphics card</source>
            <translation>显卡</translation>
        </message>
        <message>
            <source>Results waiting to be sent: {count}</source>
            <translation>等待发送的结果：{count}</translation>
        </message>
        <message>
            <source>Not being saved</source>
            <translation>未在保存</translation>
        </message>
        <message>
            <source>Saved on this computer for now</source>
            <translation>暂存于此计算机</translation>
        </message>
        <message>
            <source>Restore the backup</source>
            <translation>恢复备份</translation>
        </message>
        <message>
            <source>Begin an empty store</source>
            <translation>新建空的病例库</translation>
        </message>
        <message>
            <source>Look at both…</source>
            <translation>查看两个版本…</translation>
        </message>
        <message>
            <source>Whoever is opened until then is kept.</source>
            <translation>在此之前打开过的患者将被保留。</translation>
        </message>
        <message>
            <source>Show whom…</source>
            <translation>查看名单…</translation>
        </message>
    </context>
    <context>
        <name>Manual</name>
        <message>
            <source>No browser could be opened. The manual is here:</source>
            <translation>无法打开浏览器。手册位于：</translation>
        </message>
        <message>
            <source>The manual is not part of this installation.</source>
            <translation>本安装不含使用手册。</translation>
        </message>
        <message>
            <source>In the folder of the source, “make docs” builds it.</source>
            <translation>在源代码文件夹中运行“make docs”可生成手册。</translation>
        </message>
    </context>
    <context>
        <name>MarksPanel</name>
        <message>
            <source>Mark</source>
            <translation>标注</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>文字</translation>
        </message>
        <message>
            <source>Lines, areas and notes</source>
            <translation>线段、面积和注释</translation>
        </message>
        <message>
            <source>Set the scale…</source>
            <translation>设置比例…</translation>
        </message>
        <message>
            <source>Change text…</source>
            <translation>修改文字…</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Lines, angles, areas, arrows and notes that you draw are listed here.</source>
            <translation>所画的线段、角度、面积、箭头和注释列在此处。</translation>
        </message>
        <message>
            <source>Scale, stated by a person: {words}.</source>
            <translation>比例（人工指定）：{words}。</translation>
        </message>
        <message>
            <source>Scale from the file: a pixel is {size} mm wide.</source>
            <translation>比例（来自文件）：每像素 {size} mm。</translation>
        </message>
        <message>
            <source>No scale is known: lengths are given in pixels and shares of the field.</source>
            <translation>比例未知：长度以像素和视野直径的百分比表示。</translation>
        </message>
        <message>
            <source>Note:</source>
            <translation>注释：</translation>
        </message>
        <message>
            <source>Text at the mark:</source>
            <translation>标注文字：</translation>
        </message>
    </context>
    <context>
        <name>MeasurementsCard</name>
        <message>
            <source>More measurements</source>
            <translation>更多测量值</translation>
        </message>
        <message>
            <source>For research</source>
            <translation>供研究使用</translation>
        </message>
        <message>
            <source>measuring…</source>
            <translation>测量中…</translation>
        </message>
        <message>
            <source>Small figures: what an expert would have got in {cases}</source>
            <translation>小字：{cases}中专家会得到的数值</translation>
        </message>
    </context>
    <context>
        <name>Menus</name>
        <message>
            <source>Tools</source>
            <translation>工具</translation>
        </message>
    </context>
    <context>
        <name>Merging</name>
        <message>
            <source>Merge two patients</source>
            <translation>合并两名患者</translation>
        </message>
        <message>
            <source>Are {one} and {other} one patient?</source>
            <translation>{one} 与 {other} 是同一名患者吗？</translation>
        </message>
        <message>
            <source>The photographs of both are then listed as {other}. Nothing is erased, and the merge can be undone. The audit trail tells of it.</source>
            <translation>此后两者的照片都列在 {other} 名下。不删除任何内容，合并可以撤销。审计记录会写明此事。</translation>
        </message>
        <message>
            <source>Merge</source>
            <translation>合并</translation>
        </message>
        <message>
            <source>The two patients are one now.</source>
            <translation>两名患者已合并。</translation>
        </message>
        <message>
            <source>Nobody was merged into this patient.</source>
            <translation>没有患者被合并到此患者。</translation>
        </message>
        <message>
            <source>The merge was undone: each photograph is with whom it was before.</source>
            <translation>已撤销合并：每张照片都回到原来的患者名下。</translation>
        </message>
    </context>
    <context>
        <name>ModelPage</name>
        <message>
            <source>Model card</source>
            <translation>模型卡</translation>
        </message>
        <message>
            <source>The model is not loaded yet.</source>
            <translation>模型尚未载入。</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Runs on</source>
            <translation>运行于</translation>
        </message>
        <message>
            <source>Threshold</source>
            <translation>阈值</translation>
        </message>
        <message>
            <source>This model is not the bundled one; its card is next to its weights.</source>
            <translation>这不是随程序附带的模型；其模型卡与权重文件放在一起。</translation>
        </message>
        <message>
            <source>Threshold chosen on</source>
            <translation>阈值选定依据</translation>
        </message>
        <message>
            <source>Intended use</source>
            <translation>预期用途</translation>
        </message>
        <message>
            <source>Limits</source>
            <translation>局限</translation>
        </message>
        <message>
            <source>Trained on</source>
            <translation>训练数据</translation>
        </message>
        <message>
            <source>Scored on</source>
            <translation>评分数据</translation>
        </message>
        <message>
            <source>Scored by</source>
            <translation>评分方法</translation>
        </message>
        <message>
            <source>{name}: {count} photographs; {licence}</source>
            <translation>{name}：{count} 张照片；{licence}</translation>
        </message>
        <message>
            <source>{name}: draws {density} % of the field; share by default: {share} %</source>
            <translation>{name}：描画视野的 {density} %；默认占比：{share} %</translation>
        </message>
        <message>
            <source>Annotators' styles</source>
            <translation>标注风格</translation>
        </message>
        <message>
            <source>{name} ({part}, {count} photographs): {numbers}</source>
            <translation>{name}（{part}，{count} 张照片）：{numbers}</translation>
        </message>
        <message>
            <source>sensitivity</source>
            <translation>敏感度</translation>
        </message>
        <message>
            <source>specificity</source>
            <translation>特异度</translation>
        </message>
        <message>
            <source>validation</source>
            <translation>验证</translation>
        </message>
        <message>
            <source>test</source>
            <translation>测试</translation>
        </message>
    </context>
    <context>
        <name>NamesDialog</name>
        <message>
            <source>Patients from file names</source>
            <translation>按文件名确定患者</translation>
        </message>
        <message>
            <source>Assign</source>
            <translation>归入</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Pattern of the names</source>
            <translation>文件名格式</translation>
        </message>
        <message>
            <source>In braces stands what a part of the name means: {fields}; {any} is passed over.</source>
            <translation>花括号内写明文件名该部分的含义：{fields}；{any} 表示略过。</translation>
        </message>
        <message>
            <source>File</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>Patient ID</source>
            <translation>患者编号</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>姓名</translation>
        </message>
        <message>
            <source>Eye</source>
            <translation>眼别</translation>
        </message>
        <message>
            <source>Date</source>
            <translation>日期</translation>
        </message>
        <message>
            <source>Patient</source>
            <translation>患者</translation>
        </message>
        <message>
            <source>Remark</source>
            <translation>说明</translation>
        </message>
        <message>
            <source>What each file would get</source>
            <translation>各文件将得到的信息</translation>
        </message>
        <message>
            <source>{right} of {count} files can be assigned; the others stay as they are.</source>
            <translation>{count} 个文件中有 {right} 个可归入；其余保持不变。</translation>
        </message>
        <message>
            <source>new patient</source>
            <translation>新患者</translation>
        </message>
        <message>
            <source>as before</source>
            <translation>保持不变</translation>
        </message>
    </context>
    <context>
        <name>NumberCard</name>
        <message>
            <source>corrected by hand</source>
            <translation>已由人工修正</translation>
        </message>
        <message>
            <source>analysing…</source>
            <translation>正在分析…</translation>
        </message>
        <message>
            <source>measuring…</source>
            <translation>测量中…</translation>
        </message>
        <message>
            <source>withheld</source>
            <translation>未给出</translation>
        </message>
        <message>
            <source>sensitivity not known:
nothing at {low} or {high}</source>
            <translation>敏感度未知：阈值
{low} 或 {high} 时无结果</translation>
        </message>
        <message>
            <source>sensitivity:
{band}
at threshold
{low} – {high}</source>
            <translation>敏感度：
{band}
阈值
{low} – {high} 时</translation>
        </message>
    </context>
    <context>
        <name>NumbersTable</name>
        <message>
            <source>Numbers</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>项目</translation>
        </message>
        <message>
            <source>Change
detectable</source>
            <translation>变化
可检测下限</translation>
        </message>
        <message>
            <source>Verdict</source>
            <translation>结论</translation>
        </message>
    </context>
    <context>
        <name>OriginCard</name>
        <message>
            <source>File</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>尺寸</translation>
        </message>
        <message>
            <source>SHA-256</source>
            <translation>SHA-256</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Threshold</source>
            <translation>阈值</translation>
        </message>
    </context>
    <context>
        <name>OutboxDialog</name>
        <message>
            <source>Outbox</source>
            <translation>发件箱</translation>
        </message>
        <message>
            <source>Results waiting to be sent</source>
            <translation>等待发送的结果</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>结果</translation>
        </message>
        <message>
            <source>Patient</source>
            <translation>患者</translation>
        </message>
        <message>
            <source>Photograph</source>
            <translation>照片</translation>
        </message>
        <message>
            <source>Archive</source>
            <translation>影像归档</translation>
        </message>
        <message>
            <source>Since</source>
            <translation>加入时间</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Send now</source>
            <translation>立即发送</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>damaged</source>
            <translation>已损坏</translation>
        </message>
        <message>
            <source>Report (PDF)</source>
            <translation>报告（PDF）</translation>
        </message>
        <message>
            <source>Vessels (segmentation)</source>
            <translation>血管（分割）</translation>
        </message>
        <message>
            <source>Measurements (structured report)</source>
            <translation>测量值（结构化报告）</translation>
        </message>
        <message>
            <source>Picture</source>
            <translation>图像</translation>
        </message>
        <message>
            <source>unknown</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>refused</source>
            <translation>被拒绝</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>等待中</translation>
        </message>
        <message>
            <source>attempts: {count}; next at {time}</source>
            <translation>已尝试 {count} 次；下次 {time}</translation>
        </message>
        <message>
            <source>Nothing is waiting to be sent.</source>
            <translation>没有等待发送的结果。</translation>
        </message>
    </context>
    <context>
        <name>Overview</name>
        <message>
            <source>Overview</source>
            <translation>全图导航</translation>
        </message>
    </context>
    <context>
        <name>Pane</name>
        <message>
            <source>Numbers withheld</source>
            <translation>未给出数值</translation>
        </message>
        <message>
            <source>Excluded: not measured</source>
            <translation>已排除：不测量</translation>
        </message>
        <message>
            <source>Window changed</source>
            <translation>窗宽窗位已调整</translation>
        </message>
        <message>
            <source>Gamma {value}</source>
            <translation>伽马 {value}</translation>
        </message>
        <message>
            <source>Inverted</source>
            <translation>反相</translation>
        </message>
        <message>
            <source>Equalised</source>
            <translation>对比度已均衡</translation>
        </message>
        <message>
            <source>Equalising…</source>
            <translation>正在均衡对比度…</translation>
        </message>
        <message>
            <source>Edges emphasised</source>
            <translation>边缘已增强</translation>
        </message>
        <message>
            <source>Red-free</source>
            <translation>无赤光</translation>
        </message>
        <message>
            <source>Red channel</source>
            <translation>红色通道</translation>
        </message>
        <message>
            <source>Blue channel</source>
            <translation>蓝色通道</translation>
        </message>
        <message>
            <source>{percent} % · {width} × {height} px</source>
            <translation>{percent} % · {width} × {height} px</translation>
        </message>
        <message>
            <source>{length} mm</source>
            <translation>{length} mm</translation>
        </message>
        <message>
            <source>Added by hand</source>
            <translation>人工添加</translation>
        </message>
        <message>
            <source>Erased by hand</source>
            <translation>人工擦除</translation>
        </message>
        <message>
            <source>At some thresholds nearby</source>
            <translation>仅在邻近的部分阈值下</translation>
        </message>
        <message>
            <source>At every threshold nearby</source>
            <translation>在邻近的所有阈值下</translation>
        </message>
        <message>
            <source>Undecided</source>
            <translation>未定</translation>
        </message>
        <message>
            <source>Undecided: {share} % of the length</source>
            <translation>未定：占长度的 {share} %</translation>
        </message>
        <message>
            <source>Crossing</source>
            <translation>交叉</translation>
        </message>
        <message>
            <source>Vein</source>
            <translation>静脉</translation>
        </message>
        <message>
            <source>Artery</source>
            <translation>动脉</translation>
        </message>
        <message>
            <source>ETDRS grid: 1, 3 and 6 mm</source>
            <translation>ETDRS 网格：1、3 和 6 mm</translation>
        </message>
        <message>
            <source>ETDRS grid, by the disc-fovea distance</source>
            <translation>ETDRS 网格，按视盘到中心凹的距离</translation>
        </message>
        <message>
            <source>Zone B</source>
            <translation>B 区</translation>
        </message>
        <message>
            <source>Zone C</source>
            <translation>C 区</translation>
        </message>
        <message>
            <source>Zones B and C</source>
            <translation>B 区与 C 区</translation>
        </message>
        <message>
            <source>Placed by hand</source>
            <translation>手动放置</translation>
        </message>
        <message>
            <source>Too dark</source>
            <translation>过暗</translation>
        </message>
        <message>
            <source>Washed out</source>
            <translation>对比度过低</translation>
        </message>
        <message>
            <source>Blurred</source>
            <translation>模糊</translation>
        </message>
        <message>
            <source>Bright lesions</source>
            <translation>亮色病灶</translation>
        </message>
    </context>
    <context>
        <name>PartDialog</name>
        <message>
            <source>Undo a merge</source>
            <translation>撤销合并</translation>
        </message>
        <message>
            <source>Merged into {who}. Which of them is a patient of their own?</source>
            <translation>已合并到 {who}。其中哪一位是独立的患者？</translation>
        </message>
        <message>
            <source>Patients that were merged</source>
            <translation>已合并的患者</translation>
        </message>
        <message>
            <source>Undo merge</source>
            <translation>撤销合并</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
    </context>
    <context>
        <name>PatientCard</name>
        <message>
            <source>Assign…</source>
            <translation>归入…</translation>
        </message>
        <message>
            <source>Edit…</source>
            <translation>编辑…</translation>
        </message>
        <message>
            <source>Patient</source>
            <translation>患者</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>姓名</translation>
        </message>
        <message>
            <source>ID</source>
            <translation>编号</translation>
        </message>
        <message>
            <source>Born</source>
            <translation>出生</translation>
        </message>
        <message>
            <source>Sex</source>
            <translation>性别</translation>
        </message>
        <message>
            <source>Taken</source>
            <translation>拍摄</translation>
        </message>
        <message>
            <source>New patient…</source>
            <translation>新患者…</translation>
        </message>
        <message>
            <source>Choose a patient from the list…</source>
            <translation>从列表中选择患者…</translation>
        </message>
        <message>
            <source>Date of the photograph…</source>
            <translation>照片的拍摄日期…</translation>
        </message>
        <message>
            <source>Take it from this patient</source>
            <translation>从该患者名下移除</translation>
        </message>
        <message>
            <source>Take back the typed date</source>
            <translation>撤回手工输入的日期</translation>
        </message>
        <message>
            <source>person</source>
            <translation>人工</translation>
        </message>
        <message>
            <source>file</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>Hidden; press P to show who it is.</source>
            <translation>已隐藏；按 P 显示患者。</translation>
        </message>
        <message>
            <source>Nobody is stated: assign the photograph to a patient.</source>
            <translation>未注明患者：请将照片归入一位患者。</translation>
        </message>
        <message>
            <source>File and person contradict each other on whose photograph this is.</source>
            <translation>关于这是谁的照片，文件与人工指定互相矛盾。</translation>
        </message>
        <message>
            <source>Check whose photograph this is.</source>
            <translation>请核对这是谁的照片。</translation>
        </message>
    </context>
    <context>
        <name>PatientForm</name>
        <message>
            <source>New patient</source>
            <translation>新患者</translation>
        </message>
        <message>
            <source>Edit patient</source>
            <translation>编辑患者</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>not known</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>What is typed here is kept apart from what files say, and told as stated by a person.</source>
            <translation>此处键入的内容与文件所载分开保存，并注明为人工指定。</translation>
        </message>
        <message>
            <source>Type at least a name or an ID.</source>
            <translation>请至少键入姓名或编号。</translation>
        </message>
        <message>
            <source>The date of birth is no possible day; write it as 1950-01-31.</source>
            <translation>出生日期无效；请写成 1950-01-31 的形式。</translation>
        </message>
        <message>
            <source>No archive takes a backslash in a name or an ID.</source>
            <translation>影像归档不接受姓名或编号中的反斜杠。</translation>
        </message>
    </context>
    <context>
        <name>PatientList</name>
        <message>
            <source>From</source>
            <translation>从</translation>
        </message>
        <message>
            <source>Until</source>
            <translation>到</translation>
        </message>
        <message>
            <source>Name, patient ID, or initials of a Chinese name</source>
            <translation>姓名、患者编号或拼音首字母</translation>
        </message>
        <message>
            <source>Search for a patient</source>
            <translation>查找患者</translation>
        </message>
        <message>
            <source>Any eye</source>
            <translation>任一眼别</translation>
        </message>
        <message>
            <source>Eye</source>
            <translation>眼别</translation>
        </message>
        <message>
            <source>Any quality</source>
            <translation>任一质量</translation>
        </message>
        <message>
            <source>Image quality</source>
            <translation>图像质量</translation>
        </message>
        <message>
            <source>Any state</source>
            <translation>任一状态</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Reset filters</source>
            <translation>清除筛选</translation>
        </message>
        <message>
            <source>Patients</source>
            <translation>患者</translation>
        </message>
        <message>
            <source>Patients are not kept now: there is no list of them.</source>
            <translation>目前不保存患者：没有患者列表。</translation>
        </message>
        <message>
            <source>Nobody was found. Check the spelling, or reset the filters.</source>
            <translation>未找到患者。请检查拼写，或清除筛选。</translation>
        </message>
        <message>
            <source>No patient is kept yet. Open photographs, or enter a patient with “New patient…”.</source>
            <translation>还没有保存患者。请打开照片，或用“新患者…”录入。</translation>
        </message>
        <message>
            <source>Patients: {count}</source>
            <translation>患者：{count} 位</translation>
        </message>
    </context>
    <context>
        <name>PatientModel</name>
        <message>
            <source>Name</source>
            <translation>姓名</translation>
        </message>
        <message>
            <source>Patient ID</source>
            <translation>患者编号</translation>
        </message>
        <message>
            <source>Date of birth</source>
            <translation>出生日期</translation>
        </message>
        <message>
            <source>Last photograph</source>
            <translation>最近拍摄</translation>
        </message>
        <message>
            <source>Eyes</source>
            <translation>眼别</translation>
        </message>
        <message>
            <source>Photographs</source>
            <translation>照片</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
    </context>
    <context>
        <name>Patients</name>
        <message>
            <source>new</source>
            <translation>新</translation>
        </message>
        <message>
            <source>analysed</source>
            <translation>已分析</translation>
        </message>
        <message>
            <source>report draft</source>
            <translation>报告草稿</translation>
        </message>
        <message>
            <source>report signed</source>
            <translation>报告已签名</translation>
        </message>
        <message>
            <source>report sent</source>
            <translation>报告已发送</translation>
        </message>
        <message>
            <source>from the file</source>
            <translation>来自文件</translation>
        </message>
        <message>
            <source>stated by a person</source>
            <translation>人工指定</translation>
        </message>
        <message>
            <source>Issuer of the ID</source>
            <translation>编号签发机构</translation>
        </message>
        <message>
            <source>Patient ID</source>
            <translation>患者编号</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>姓名</translation>
        </message>
        <message>
            <source>Date of birth</source>
            <translation>出生日期</translation>
        </message>
        <message>
            <source>Sex</source>
            <translation>性别</translation>
        </message>
        <message>
            <source>Eye</source>
            <translation>眼别</translation>
        </message>
        <message>
            <source>Date of photograph</source>
            <translation>拍摄日期</translation>
        </message>
        <message>
            <source>{fact}: the file says “{stated}”, a person says “{said}”.</source>
            <translation>{fact}：文件为“{stated}”，人工指定为“{said}”。</translation>
        </message>
        <message>
            <source>Whose photograph is the one that is shown?</source>
            <translation>当前显示的照片是谁的？</translation>
        </message>
        <message>
            <source>Whose photographs are the {count} that are selected?</source>
            <translation>所选的 {count} 张照片是谁的？</translation>
        </message>
    </context>
    <context>
        <name>PatientsDialog</name>
        <message>
            <source>Patients</source>
            <translation>患者</translation>
        </message>
        <message>
            <source>Open photographs</source>
            <translation>打开照片</translation>
        </message>
        <message>
            <source>New patient…</source>
            <translation>新患者…</translation>
        </message>
        <message>
            <source>Edit…</source>
            <translation>编辑…</translation>
        </message>
        <message>
            <source>Delete…</source>
            <translation>删除…</translation>
        </message>
        <message>
            <source>Merge…</source>
            <translation>合并…</translation>
        </message>
        <message>
            <source>Undo merge…</source>
            <translation>撤销合并…</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>导出…</translation>
        </message>
        <message>
            <source>Import…</source>
            <translation>导入…</translation>
        </message>
        <message>
            <source>Audit trail…</source>
            <translation>审计记录…</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Who is the same patient as {who}?</source>
            <translation>谁与 {who} 是同一名患者？</translation>
        </message>
        <message>
            <source>Delete a patient</source>
            <translation>删除患者</translation>
        </message>
        <message>
            <source>Delete {who}?</source>
            <translation>删除 {who}？</translation>
        </message>
        <message>
            <source>Erased for good: who it is; of all photographs ({count}) the readings, corrections, results and reports; what the audit trail tells of them; and backups in the store's folder. The photographs' files stay where they are, as does what was sent to an archive.</source>
            <translation>将永久删除：患者身份；全部照片（{count} 张）的判读、修正、结果和报告；审计记录中的相关内容；以及病例库文件夹中的备份。照片文件和已发送到影像归档的内容不受影响。</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Export a patient</source>
            <translation>导出患者</translation>
        </message>
        <message>
            <source>Archives (*.zip)</source>
            <translation>压缩包 (*.zip)</translation>
        </message>
        <message>
            <source>Exported: {file} (photographs: {count})</source>
            <translation>已导出：{file}（照片 {count} 张）</translation>
        </message>
        <message>
            <source>Import a patient</source>
            <translation>导入患者</translation>
        </message>
        <message>
            <source>The patient was taken in; what was here already stays as it was.</source>
            <translation>患者已导入；此处原有的内容保持不变。</translation>
        </message>
    </context>
    <context>
        <name>PhotographModel</name>
        <message>
            <source>No date stated</source>
            <translation>未注明日期</translation>
        </message>
        <message>
            <source>{count} frames</source>
            <translation>{count} 帧</translation>
        </message>
        <message>
            <source>No patient stated</source>
            <translation>未注明患者</translation>
        </message>
        <message>
            <source>Patient {number}</source>
            <translation>患者 {number}</translation>
        </message>
    </context>
    <context>
        <name>PhrasesButton</name>
        <message>
            <source>Phrases</source>
            <translation>短语</translation>
        </message>
        <message>
            <source>Own phrases</source>
            <translation>自定义短语</translation>
        </message>
        <message>
            <source>Keep the selected text as a phrase</source>
            <translation>将选中的文字存为短语</translation>
        </message>
        <message>
            <source>Remove a phrase</source>
            <translation>删除短语</translation>
        </message>
    </context>
    <context>
        <name>PicturesElsewhere</name>
        <message>
            <source>The pictures are in a window of their own.</source>
            <translation>图像显示在单独的窗口中。</translation>
        </message>
        <message>
            <source>Bring them back</source>
            <translation>移回此处</translation>
        </message>
    </context>
    <context>
        <name>PlotsCard</name>
        <message>
            <source>Plots</source>
            <translation>图表</translation>
        </message>
        <message>
            <source>For research</source>
            <translation>供研究使用</translation>
        </message>
    </context>
    <context>
        <name>Preview</name>
        <message>
            <source>Preview of the report</source>
            <translation>报告预览</translation>
        </message>
        <message>
            <source>Drawing the pages…</source>
            <translation>正在绘制页面…</translation>
        </message>
        <message>
            <source>Smaller</source>
            <translation>缩小</translation>
        </message>
        <message>
            <source>Larger</source>
            <translation>放大</translation>
        </message>
        <message>
            <source>Save PDF…</source>
            <translation>保存 PDF…</translation>
        </message>
        <message>
            <source>Print…</source>
            <translation>打印…</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Pages of the report</source>
            <translation>报告页面</translation>
        </message>
        <message>
            <source>Pages: {count}</source>
            <translation>共 {count} 页</translation>
        </message>
        <message>
            <source>Page {number}</source>
            <translation>第 {number} 页</translation>
        </message>
    </context>
    <context>
        <name>QAbstractSpinBox</name>
        <message>
            <source>&amp;Step up</source>
            <translation>增大(&amp;S)</translation>
        </message>
        <message>
            <source>Step &amp;down</source>
            <translation>减小(&amp;D)</translation>
        </message>
        <message>
            <source>&amp;Select All</source>
            <translation>全选(&amp;S)</translation>
        </message>
    </context>
    <context>
        <name>QFileDialog</name>
        <message>
            <source>Look in:</source>
            <translation>查找范围：</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>后退</translation>
        </message>
        <message>
            <source>Forward</source>
            <translation>前进</translation>
        </message>
        <message>
            <source>Parent Directory</source>
            <translation>上级文件夹</translation>
        </message>
        <message>
            <source>Create New Folder</source>
            <translation>新建文件夹</translation>
        </message>
        <message>
            <source>List View</source>
            <translation>列表视图</translation>
        </message>
        <message>
            <source>Detail View</source>
            <translation>详细视图</translation>
        </message>
        <message>
            <source>Files of type:</source>
            <translation>文件类型：</translation>
        </message>
        <message>
            <source>File &amp;name:</source>
            <translation>文件名(&amp;N)：</translation>
        </message>
        <message>
            <source>&amp;Open</source>
            <translation>打开(&amp;O)</translation>
        </message>
        <message>
            <source>&amp;Save</source>
            <translation>保存(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Rename</source>
            <translation>重命名(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Delete</source>
            <translation>删除(&amp;D)</translation>
        </message>
        <message>
            <source>Show &amp;hidden files</source>
            <translation>显示隐藏文件(&amp;H)</translation>
        </message>
        <message>
            <source>&amp;New Folder</source>
            <translation>新建文件夹(&amp;N)</translation>
        </message>
        <message>
            <source>New Folder</source>
            <translation>新建文件夹</translation>
        </message>
        <message>
            <source>&amp;Choose</source>
            <translation>选择(&amp;C)</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>%1
File not found.
Please verify the correct file name was given.</source>
            <translation>%1
找不到文件。
请确认文件名是否正确。</translation>
        </message>
        <message>
            <source>%1 already exists.
Do you want to replace it?</source>
            <translation>%1 已存在。
要替换它吗？</translation>
        </message>
    </context>
    <context>
        <name>QFileSystemModel</name>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>大小</translation>
        </message>
        <message>
            <source>Date Modified</source>
            <translation>修改日期</translation>
        </message>
        <message>
            <source>Computer</source>
            <translation>计算机</translation>
        </message>
    </context>
    <context>
        <name>QLineEdit</name>
        <message>
            <source>&amp;Undo</source>
            <translation>撤销(&amp;U)</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>重做(&amp;R)</translation>
        </message>
        <message>
            <source>Cu&amp;t</source>
            <translation>剪切(&amp;T)</translation>
        </message>
        <message>
            <source>&amp;Copy</source>
            <translation>复制(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Paste</source>
            <translation>粘贴(&amp;P)</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Select All</source>
            <translation>全选</translation>
        </message>
    </context>
    <context>
        <name>QMessageBox</name>
        <message>
            <source>Show Details...</source>
            <translation>显示详细信息…</translation>
        </message>
        <message>
            <source>Hide Details...</source>
            <translation>隐藏详细信息…</translation>
        </message>
    </context>
    <context>
        <name>QPlatformTheme</name>
        <message>
            <source>OK</source>
            <translation>确定</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>Save All</source>
            <translation>全部保存</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>&amp;Yes</source>
            <translation>是(&amp;Y)</translation>
        </message>
        <message>
            <source>Yes to &amp;All</source>
            <translation>全部选是(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;No</source>
            <translation>否(&amp;N)</translation>
        </message>
        <message>
            <source>N&amp;o to All</source>
            <translation>全部选否(&amp;O)</translation>
        </message>
        <message>
            <source>Abort</source>
            <translation>中止</translation>
        </message>
        <message>
            <source>Retry</source>
            <translation>重试</translation>
        </message>
        <message>
            <source>Ignore</source>
            <translation>忽略</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>不保存</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>帮助</translation>
        </message>
        <message>
            <source>Apply</source>
            <translation>应用</translation>
        </message>
        <message>
            <source>Reset</source>
            <translation>重置</translation>
        </message>
        <message>
            <source>Restore Defaults</source>
            <translation>恢复默认值</translation>
        </message>
    </context>
    <context>
        <name>QWidgetTextControl</name>
        <message>
            <source>&amp;Copy</source>
            <translation>复制(&amp;C)</translation>
        </message>
        <message>
            <source>Select All</source>
            <translation>全选</translation>
        </message>
    </context>
    <context>
        <name>QuadrantPlot</name>
        <message>
            <source>{title}, with its sensitivity to the threshold</source>
            <translation>{title}（含对阈值的敏感度）</translation>
        </message>
    </context>
    <context>
        <name>QualityCard</name>
        <message>
            <source>Image quality</source>
            <translation>图像质量</translation>
        </message>
        <message>
            <source>Withhold again</source>
            <translation>取消测量</translation>
        </message>
        <message>
            <source>Measure anyway</source>
            <translation>仍要测量</translation>
        </message>
    </context>
    <context>
        <name>ReceiptDialog</name>
        <message>
            <source>Deleted</source>
            <translation>已删除</translation>
        </message>
        <message>
            <source>Save…</source>
            <translation>保存…</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>This receipt is not kept. Save it now if the deletion must be proved.</source>
            <translation>此凭据不予保存。如需证明已删除，请现在保存。</translation>
        </message>
        <message>
            <source>By</source>
            <translation>操作者</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>姓名</translation>
        </message>
        <message>
            <source>Patient ID</source>
            <translation>患者编号</translation>
        </message>
        <message>
            <source>Number in the audit trail</source>
            <translation>审计记录中的编号</translation>
        </message>
        <message>
            <source>Photographs</source>
            <translation>照片</translation>
        </message>
        <message>
            <source>Results</source>
            <translation>结果</translation>
        </message>
        <message>
            <source>Reports</source>
            <translation>报告</translation>
        </message>
        <message>
            <source>Backups</source>
            <translation>备份</translation>
        </message>
        <message>
            <source>Files of the photographs, which were not touched:</source>
            <translation>照片文件（未改动）：</translation>
        </message>
        <message>
            <source>Databases that were set aside may still hold the patient; remove them:</source>
            <translation>移开的数据库可能仍含有该患者，请自行删除：</translation>
        </message>
        <message>
            <source>Save the receipt</source>
            <translation>保存凭据</translation>
        </message>
        <message>
            <source>Text (*.txt)</source>
            <translation>文本 (*.txt)</translation>
        </message>
    </context>
    <context>
        <name>RecentFiles</name>
        <message>
            <source>now a different photograph</source>
            <translation>现为另一张照片</translation>
        </message>
        <message>
            <source>no longer there</source>
            <translation>已不存在</translation>
        </message>
    </context>
    <context>
        <name>ReportDialog</name>
        <message>
            <source>Report</source>
            <translation>报告</translation>
        </message>
        <message>
            <source>What the report says</source>
            <translation>报告内容</translation>
        </message>
        <message>
            <source>Type findings</source>
            <translation>录入检查所见</translation>
        </message>
        <message>
            <source>Preview…</source>
            <translation>预览…</translation>
        </message>
        <message>
            <source>Save PDF…</source>
            <translation>保存 PDF…</translation>
        </message>
        <message>
            <source>Print…</source>
            <translation>打印…</translation>
        </message>
        <message>
            <source>Open in viewer</source>
            <translation>用阅读器打开</translation>
        </message>
        <message>
            <source>Send to archive…</source>
            <translation>发送到影像归档…</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>The two passwords differ. Type the same password twice.</source>
            <translation>两次输入的密码不一致，请输入相同的密码。</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>检查所见</translation>
        </message>
        <message>
            <source>Impression</source>
            <translation>诊断意见</translation>
        </message>
        <message>
            <source>Recommendation</source>
            <translation>建议</translation>
        </message>
        <message>
            <source>No findings are typed yet.</source>
            <translation>尚未录入检查所见。</translation>
        </message>
        <message>
            <source>Sign this report as “{name}”? It cannot be changed afterwards; what you change later makes an amended version.</source>
            <translation>以“{name}”的名义签署此报告？签署后不可更改；以后的更改将形成修订版。</translation>
        </message>
        <message>
            <source>A blank of a template, ___, is not filled in yet.</source>
            <translation>模板中的空白 ___ 尚未填写。</translation>
        </message>
        <message>
            <source>Sign the report</source>
            <translation>签署报告</translation>
        </message>
    </context>
    <context>
        <name>ReportOptions</name>
        <message>
            <source>Languages</source>
            <translation>语言</translation>
        </message>
        <message>
            <source>Same as the window</source>
            <translation>与窗口一致</translation>
        </message>
        <message>
            <source>Both</source>
            <translation>两种语言</translation>
        </message>
        <message>
            <source>Page size</source>
            <translation>纸张大小</translation>
        </message>
        <message>
            <source>Password</source>
            <translation>密码</translation>
        </message>
        <message>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <source>Password again</source>
            <translation>再次输入密码</translation>
        </message>
        <message>
            <source>again</source>
            <translation>再次输入</translation>
        </message>
        <message>
            <source>Page</source>
            <translation>纸张</translation>
        </message>
        <message>
            <source>Unaccented letters, digits and symbols; the password is not stored anywhere.</source>
            <translation>只用英文字母、数字和符号；密码不会保存在任何地方。</translation>
        </message>
    </context>
    <context>
        <name>ReportTextForm</name>
        <message>
            <source>Templates</source>
            <translation>模板</translation>
        </message>
        <message>
            <source>Save as template…</source>
            <translation>存为模板…</translation>
        </message>
        <message>
            <source>Delete template</source>
            <translation>删除模板</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>检查所见</translation>
        </message>
        <message>
            <source>Impression</source>
            <translation>诊断意见</translation>
        </message>
        <message>
            <source>Recommendation</source>
            <translation>建议</translation>
        </message>
        <message>
            <source>Name of the clinician</source>
            <translation>医生姓名</translation>
        </message>
        <message>
            <source>Insert a template…</source>
            <translation>插入模板…</translation>
        </message>
        <message>
            <source>Signed by</source>
            <translation>签名人</translation>
        </message>
        <message>
            <source>Save as template</source>
            <translation>存为模板</translation>
        </message>
        <message>
            <source>Name of the template; a template with the same name is replaced:</source>
            <translation>模板名称（同名模板将被替换）：</translation>
        </message>
        <message>
            <source>Delete the chosen template? This cannot be undone.</source>
            <translation>删除所选模板？删除后无法恢复。</translation>
        </message>
    </context>
    <context>
        <name>ReportVersions</name>
        <message>
            <source>Sign…</source>
            <translation>签名…</translation>
        </message>
        <message>
            <source>Versions of the report</source>
            <translation>报告的版本</translation>
        </message>
        <message>
            <source>Show or print version…</source>
            <translation>查看或打印版本…</translation>
        </message>
        <message>
            <source>Versions</source>
            <translation>版本</translation>
        </message>
        <message>
            <source>Signed by {name}. This version is saved, printed and sent; a change makes an amended one.</source>
            <translation>{name} 已签名。保存、打印和发送的是此版本；更改将形成修订版。</translation>
        </message>
        <message>
            <source>Changed since version {number} was signed. Sign it to make an amended version.</source>
            <translation>第 {number} 版签名后有更改。签名后形成修订版。</translation>
        </message>
        <message>
            <source>Draft, kept as you type. Saving it keeps a version.</source>
            <translation>草稿，随输入自动保存。保存报告时保留一个版本。</translation>
        </message>
        <message>
            <source>Type the name of who signs.</source>
            <translation>请输入签名者的姓名。</translation>
        </message>
        <message>
            <source>draft</source>
            <translation>草稿</translation>
        </message>
        <message>
            <source>signed</source>
            <translation>已签名</translation>
        </message>
        <message>
            <source>amended</source>
            <translation>修订</translation>
        </message>
        <message>
            <source>Version {number}: {state}</source>
            <translation>第 {number} 版：{state}</translation>
        </message>
        <message>
            <source>Sent {when} to {archive}</source>
            <translation>{when} 已发送至 {archive}</translation>
        </message>
    </context>
    <context>
        <name>Retention</name>
        <message>
            <source>Patients to be deleted</source>
            <translation>将被删除的患者</translation>
        </message>
        <message>
            <source>and {count} more</source>
            <translation>以及另外 {count} 名</translation>
        </message>
        <message>
            <source>Open a patient from the list to keep them. Files of photographs are not touched.</source>
            <translation>在患者列表中打开某位患者即可保留其资料。照片文件不会被改动。</translation>
        </message>
    </context>
    <context>
        <name>SendDialog</name>
        <message>
            <source>Send to the archive</source>
            <translation>发送到影像归档</translation>
        </message>
        <message>
            <source>Test connection</source>
            <translation>测试连接</translation>
        </message>
        <message>
            <source>Settings…</source>
            <translation>设置…</translation>
        </message>
        <message>
            <source>Send</source>
            <translation>发送</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Report (PDF)</source>
            <translation>报告（PDF）</translation>
        </message>
        <message>
            <source>Vessels (segmentation)</source>
            <translation>血管（分割）</translation>
        </message>
        <message>
            <source>Measurements (structured report)</source>
            <translation>测量值（结构化报告）</translation>
        </message>
        <message>
            <source>Photograph with its vessels (picture)</source>
            <translation>照片与血管（图像）</translation>
        </message>
        <message>
            <source>No archive is set up yet.</source>
            <translation>尚未设置影像归档。</translation>
        </message>
        <message>
            <source>The photograph's file names no patient, so what is sent names nobody: the archive may not be able to file it.</source>
            <translation>照片文件中没有患者信息。发送的内容不含任何患者姓名，影像归档可能无法归档。</translation>
        </message>
        <message>
            <source>Asking the archive…</source>
            <translation>正在询问影像归档…</translation>
        </message>
        <message>
            <source>The archive answers.</source>
            <translation>影像归档有应答。</translation>
        </message>
    </context>
    <context>
        <name>SettingsDialog</name>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>Clear the list now</source>
            <translation>立即清除列表</translation>
        </message>
        <message>
            <source>Set by your administrator.</source>
            <translation>由管理员设置。</translation>
        </message>
    </context>
    <context>
        <name>ShortcutSheet</name>
        <message>
            <source>Keys and mouse</source>
            <translation>快捷键与鼠标</translation>
        </message>
        <message>
            <source>Mouse</source>
            <translation>鼠标</translation>
        </message>
    </context>
    <context>
        <name>Stage</name>
        <message>
            <source>Loading the model</source>
            <translation>正在加载模型</translation>
        </message>
        <message>
            <source>Reading the file</source>
            <translation>正在读取文件</translation>
        </message>
        <message>
            <source>Finding the field of view</source>
            <translation>正在查找视野</translation>
        </message>
        <message>
            <source>Preparing the photograph</source>
            <translation>正在准备照片</translation>
        </message>
        <message>
            <source>Finding the vessels</source>
            <translation>正在分割血管</translation>
        </message>
        <message>
            <source>Measuring</source>
            <translation>正在测量</translation>
        </message>
        <message>
            <source>Aligning the photographs</source>
            <translation>正在对齐照片</translation>
        </message>
        <message>
            <source>Writing the report</source>
            <translation>正在生成报告</translation>
        </message>
        <message>
            <source>Making DICOM objects</source>
            <translation>正在生成 DICOM 对象</translation>
        </message>
        <message>
            <source>Saving</source>
            <translation>正在保存</translation>
        </message>
        <message>
            <source>Printing</source>
            <translation>正在打印</translation>
        </message>
        <message>
            <source>Asking the archive</source>
            <translation>正在询问影像归档</translation>
        </message>
        <message>
            <source>Fetching from the archive</source>
            <translation>正在从影像归档取回</translation>
        </message>
        <message>
            <source>Sending</source>
            <translation>正在发送</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>完成</translation>
        </message>
    </context>
    <context>
        <name>StartPage</name>
        <message>
            <source>Recent patients</source>
            <translation>最近的患者</translation>
        </message>
        <message>
            <source>Recently opened</source>
            <translation>最近打开</translation>
        </message>
        <message>
            <source>Open a fundus photograph</source>
            <translation>打开眼底照片</translation>
        </message>
        <message>
            <source>or drop it here: DICOM, PNG, JPEG, TIFF or BMP, folders, ZIP archives, DICOMDIR</source>
            <translation>或拖放到此处：DICOM、PNG、JPEG、TIFF 或 BMP，文件夹、ZIP 压缩包、DICOMDIR</translation>
        </message>
        <message>
            <source>Open…</source>
            <translation>打开…</translation>
        </message>
        <message>
            <source>Open folder…</source>
            <translation>打开文件夹…</translation>
        </message>
        <message>
            <source>Open the sample</source>
            <translation>打开示例</translation>
        </message>
        <message>
            <source>Patients…</source>
            <translation>患者…</translation>
        </message>
    </context>
    <context>
        <name>Swatches</name>
        <message>
            <source>Cyan</source>
            <translation>青色</translation>
        </message>
        <message>
            <source>Sky blue</source>
            <translation>天蓝色</translation>
        </message>
        <message>
            <source>Blue</source>
            <translation>蓝色</translation>
        </message>
        <message>
            <source>Bluish green</source>
            <translation>蓝绿色</translation>
        </message>
        <message>
            <source>Reddish purple</source>
            <translation>紫红色</translation>
        </message>
        <message>
            <source>Vermillion</source>
            <translation>朱红色</translation>
        </message>
    </context>
    <context>
        <name>Synonyms</name>
        <message>
            <source>load import file image photograph picture</source>
            <translation>加载 导入 文件 图像 照片 图片</translation>
        </message>
        <message>
            <source>load import directory</source>
            <translation>加载 导入 目录</translation>
        </message>
        <message>
            <source>PACS fetch query retrieve worklist prior search</source>
            <translation>PACS 取回 查询 工作列表 以往 搜索</translation>
        </message>
        <message>
            <source>PACS prior previous visit history fetch</source>
            <translation>PACS 既往 以往 上次 就诊 历史 取回</translation>
        </message>
        <message>
            <source>example demo test image</source>
            <translation>示例 演示 测试</translation>
        </message>
        <message>
            <source>people name search find record</source>
            <translation>姓名 查找 搜索 病历 患者</translation>
        </message>
        <message>
            <source>whose link name</source>
            <translation>归属 关联 姓名</translation>
        </message>
        <message>
            <source>print save sign PDF letter document</source>
            <translation>打印 保存 签名 PDF 文件</translation>
        </message>
        <message>
            <source>save CSV JSON PNG table numbers mask</source>
            <translation>保存 CSV JSON PNG 表格 数值 掩膜</translation>
        </message>
        <message>
            <source>save SEG SR PACS</source>
            <translation>保存 SEG SR PACS</translation>
        </message>
        <message>
            <source>PACS upload transfer DICOM store</source>
            <translation>PACS 上传 传输 DICOM</translation>
        </message>
        <message>
            <source>PACS queue waiting failed</source>
            <translation>PACS 队列 等待 失败</translation>
        </message>
        <message>
            <source>preferences options theme dark light text size clinic logo</source>
            <translation>首选项 选项 主题 深色 浅色 字号 诊所 徽标</translation>
        </message>
        <message>
            <source>help documentation guide explain</source>
            <translation>帮助 文档 指南 说明</translation>
        </message>
        <message>
            <source>exit close leave</source>
            <translation>关闭 离开</translation>
        </message>
        <message>
            <source>back revert</source>
            <translation>返回 还原</translation>
        </message>
        <message>
            <source>again repeat</source>
            <translation>再次 重复</translation>
        </message>
        <message>
            <source>pan hand drag</source>
            <translation>平移 拖动</translation>
        </message>
        <message>
            <source>ruler distance length caliper</source>
            <translation>标尺 距离 长度</translation>
        </message>
        <message>
            <source>protractor degrees</source>
            <translation>量角 度数</translation>
        </message>
        <message>
            <source>brush draw paint pen correct</source>
            <translation>画笔 绘制 修正</translation>
        </message>
        <message>
            <source>brush rubber delete remove correct</source>
            <translation>画笔 橡皮 删除 修正</translation>
        </message>
        <message>
            <source>brush undelete recover erased</source>
            <translation>画笔 还原 找回</translation>
        </message>
        <message>
            <source>delete remove restore whole vessel click</source>
            <translation>删除 还原 整段血管 点击</translation>
        </message>
        <message>
            <source>brush ignore leave out lesion bleeding shadow scar</source>
            <translation>画笔 忽略 病灶 出血 阴影 瘢痕</translation>
        </message>
        <message>
            <source>arteriole venule flip swap vessel click</source>
            <translation>小动脉 小静脉 翻转 交换 血管 单击 arteriole venule</translation>
        </message>
        <message>
            <source>papilla optic nerve head move size</source>
            <translation>视乳头 视神经乳头 移动 大小</translation>
        </message>
        <message>
            <source>excavation glaucoma move size</source>
            <translation>凹陷 青光眼 移动 大小</translation>
        </message>
        <message>
            <source>macula centre move</source>
            <translation>黄斑 中心 移动</translation>
        </message>
        <message>
            <source>arterioles venules AVR red blue</source>
            <translation>小动脉 小静脉 AVR 红 蓝</translation>
        </message>
        <message>
            <source>papilla optic nerve head</source>
            <translation>视乳头 视神经乳头</translation>
        </message>
        <message>
            <source>macula</source>
            <translation>黄斑</translation>
        </message>
        <message>
            <source>ring disc CRAE CRVE</source>
            <translation>环 视盘 CRAE CRVE</translation>
        </message>
        <message>
            <source>ring disc</source>
            <translation>环 视盘</translation>
        </message>
        <message>
            <source>macula rings sectors</source>
            <translation>黄斑 环 扇区</translation>
        </message>
        <message>
            <source>laterality right left OD OS</source>
            <translation>眼别 右 左 OD OS</translation>
        </message>
        <message>
            <source>reset original automatic</source>
            <translation>重置 原始 自动</translation>
        </message>
        <message>
            <source>reset excluded exclusion</source>
            <translation>重置 排除</translation>
        </message>
        <message>
            <source>whole zoom overview</source>
            <translation>全图 缩放</translation>
        </message>
        <message>
            <source>zoom 100 % actual pixels</source>
            <translation>缩放 100 % 实际像素</translation>
        </message>
        <message>
            <source>flicker toggle overlay</source>
            <translation>闪烁 切换</translation>
        </message>
        <message>
            <source>quality blur dark</source>
            <translation>质量 模糊 暗</translation>
        </message>
        <message>
            <source>anonymous hide name privacy</source>
            <translation>匿名 隐藏 姓名 隐私</translation>
        </message>
        <message>
            <source>maximise large presentation</source>
            <translation>最大化 演示</translation>
        </message>
        <message>
            <source>overlay mask hide segmentation</source>
            <translation>叠加 掩膜 隐藏 分割</translation>
        </message>
        <message>
            <source>negative</source>
            <translation>负片 反相</translation>
        </message>
        <message>
            <source>enhance brighten</source>
            <translation>增强 变亮</translation>
        </message>
        <message>
            <source>original reset brightness contrast</source>
            <translation>原始 重置 亮度 对比度</translation>
        </message>
        <message>
            <source>prior previous change progression follow-up difference</source>
            <translation>既往 上次 变化 进展 随访 差异</translation>
        </message>
        <message>
            <source>help keyboard shortcuts mouse</source>
            <translation>帮助 键盘 快捷键 鼠标</translation>
        </message>
        <message>
            <source>help introduction tutorial first steps</source>
            <translation>帮助 介绍 教程 入门</translation>
        </message>
        <message>
            <source>error problem support</source>
            <translation>错误 问题 支持</translation>
        </message>
        <message>
            <source>version licence self-test</source>
            <translation>版本 许可 自检</translation>
        </message>
    </context>
    <context>
        <name>Tour</name>
        <message>
            <source>Skip</source>
            <translation>跳过</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>后退</translation>
        </message>
        <message>
            <source>{number} of {count}</source>
            <translation>第 {number} 步，共 {count} 步</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>完成</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>下一步</translation>
        </message>
        <message>
            <source>Open a photograph</source>
            <translation>打开照片</translation>
        </message>
        <message>
            <source>Drop photographs or folders anywhere on the window, or use Ctrl+O. Everything stays on this computer, and is kept without saving.</source>
            <translation>将照片或文件夹拖到窗口的任意位置，或按 Ctrl+O。所有内容都留在本机，无需保存即可保留。</translation>
        </message>
        <message>
            <source>Photograph and vessels</source>
            <translation>照片与血管</translation>
        </message>
        <message>
            <source>At the left the photograph, at the right the same with the vessels found. The wheel zooms both; hold B to hide the vessels for a moment.</source>
            <translation>左侧为照片，右侧为同一照片及检出的血管。滚轮同时缩放两者；按住 B 可暂时隐藏血管。</translation>
        </message>
        <message>
            <source>Numbers</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>Click on a number: it is explained, with what it must not be taken for. Set which eye it is, if the file does not say.</source>
            <translation>点击数值即可查看说明及其局限。如果文件未注明，请设定眼别。</translation>
        </message>
        <message>
            <source>Correct what is wrong</source>
            <translation>修正错误</translation>
        </message>
        <message>
            <source>With the brushes, add, erase or bring back vessels, or exclude a lesion or a shadow from the numbers. Ctrl+Z undoes everything.</source>
            <translation>用画笔添加、擦除或恢复血管，或将病灶、阴影排除在测量之外。Ctrl+Z 可撤销一切。</translation>
        </message>
        <message>
            <source>Report, and help</source>
            <translation>报告与帮助</translation>
        </message>
        <message>
            <source>Ctrl+S makes the report. Ctrl+L finds any command by its name or by another word for it, F1 opens the manual. This tour is in the menu Help.</source>
            <translation>Ctrl+S 生成报告。Ctrl+L 按名称或其他说法查找任何命令，F1 打开使用手册。本导览在“帮助”菜单中。</translation>
        </message>
    </context>
    <context>
        <name>Trail</name>
        <message>
            <source>photograph kept</source>
            <translation>保存照片</translation>
        </message>
        <message>
            <source>case changed</source>
            <translation>修改病例</translation>
        </message>
        <message>
            <source>conflict</source>
            <translation>冲突</translation>
        </message>
        <message>
            <source>result added</source>
            <translation>添加结果</translation>
        </message>
        <message>
            <source>report saved</source>
            <translation>保存报告</translation>
        </message>
        <message>
            <source>report sent</source>
            <translation>报告已发送</translation>
        </message>
        <message>
            <source>patient added</source>
            <translation>添加患者</translation>
        </message>
        <message>
            <source>patient changed</source>
            <translation>修改患者</translation>
        </message>
        <message>
            <source>patient opened</source>
            <translation>打开患者</translation>
        </message>
        <message>
            <source>photographs assigned</source>
            <translation>归入照片</translation>
        </message>
        <message>
            <source>patients merged</source>
            <translation>合并患者</translation>
        </message>
        <message>
            <source>merge undone</source>
            <translation>撤销合并</translation>
        </message>
        <message>
            <source>patient deleted</source>
            <translation>删除患者</translation>
        </message>
        <message>
            <source>patient exported</source>
            <translation>导出患者</translation>
        </message>
        <message>
            <source>patient imported</source>
            <translation>导入患者</translation>
        </message>
        <message>
            <source>store restored</source>
            <translation>恢复病例库</translation>
        </message>
    </context>
    <context>
        <name>TrailDialog</name>
        <message>
            <source>Audit trail</source>
            <translation>审计记录</translation>
        </message>
        <message>
            <source>Show earlier ones</source>
            <translation>显示更早的记录</translation>
        </message>
        <message>
            <source>Export as CSV…</source>
            <translation>导出为 CSV…</translation>
        </message>
        <message>
            <source>Patient</source>
            <translation>患者</translation>
        </message>
        <message>
            <source>All patients</source>
            <translation>全部患者</translation>
        </message>
        <message>
            <source>Action</source>
            <translation>操作</translation>
        </message>
        <message>
            <source>Every action</source>
            <translation>全部操作</translation>
        </message>
        <message>
            <source>No.</source>
            <translation>序号</translation>
        </message>
        <message>
            <source>When (UTC)</source>
            <translation>时间（UTC）</translation>
        </message>
        <message>
            <source>Who</source>
            <translation>操作者</translation>
        </message>
        <message>
            <source>Subject</source>
            <translation>对象</translation>
        </message>
        <message>
            <source>Before and after</source>
            <translation>变更内容</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>(erased)</source>
            <translation>（已删除）</translation>
        </message>
        <message>
            <source>Events shown: {count}</source>
            <translation>显示记录：{count} 条</translation>
        </message>
        <message>
            <source>Nothing of this kind has happened.</source>
            <translation>没有此类记录。</translation>
        </message>
        <message>
            <source>Export the audit trail</source>
            <translation>导出审计记录</translation>
        </message>
        <message>
            <source>Tables (*.csv)</source>
            <translation>表格 (*.csv)</translation>
        </message>
        <message>
            <source>Exported: {file}</source>
            <translation>已导出：{file}</translation>
        </message>
    </context>
    <context>
        <name>Trend</name>
        <message>
            <source>Number</source>
            <translation>项目</translation>
        </message>
        <message>
            <source>Trend</source>
            <translation>趋势</translation>
        </message>
        <message>
            <source>Nothing to show yet: the trend needs dated photographs of this eye, of one patient, in which this number was measured.</source>
            <translation>尚无可显示的内容：趋势需要同一患者这只眼有日期且测得该数值的照片。</translation>
        </message>
        <message>
            <source>Of points without a bar, the interval is not known.</source>
            <translation>没有误差线的点，其区间未知。</translation>
        </message>
        <message>
            <source>Photographs without a date, which are not shown: {count}</source>
            <translation>无日期而未显示的照片：{count}</translation>
        </message>
    </context>
    <context>
        <name>VisitPanes</name>
        <message>
            <source>Photograph on the left</source>
            <translation>左侧照片</translation>
        </message>
        <message>
            <source>Photograph on the right</source>
            <translation>右侧照片</translation>
        </message>
        <message>
            <source>Vessels, from {first} to {second}</source>
            <translation>血管：{first} 至 {second}</translation>
        </message>
        <message>
            <source>open now</source>
            <translation>当前照片</translation>
        </message>
        <message>
            <source>mirrored</source>
            <translation>镜像</translation>
        </message>
        <message>
            <source>vessels only</source>
            <translation>仅血管</translation>
        </message>
    </context>
    <context>
        <name>VisitStrip</name>
        <message>
            <source>Visits of this eye</source>
            <translation>此眼的各次就诊</translation>
        </message>
        <message>
            <source>Both eyes, OS or OD mirrored</source>
            <translation>双眼，其中一眼镜像</translation>
        </message>
        <message>
            <source>Cancelled. Choose it again.</source>
            <translation>已取消。请重新选择。</translation>
        </message>
        <message>
            <source>Visit {number}</source>
            <translation>就诊 {number}</translation>
        </message>
        <message>
            <source>Being opened…</source>
            <translation>正在打开…</translation>
        </message>
        <message>
            <source>The others are laid on this one.</source>
            <translation>其他照片均对齐于此照片。</translation>
        </message>
        <message>
            <source>open now</source>
            <translation>当前照片</translation>
        </message>
        <message>
            <source>Choose a photograph…</source>
            <translation>选择照片…</translation>
        </message>
        <message>
            <source>photograph {number}</source>
            <translation>照片 {number}</translation>
        </message>
        <message>
            <source>The photograph is not at hand: its vessels only.</source>
            <translation>照片不可用：仅显示其血管。</translation>
        </message>
        <message>
            <source>Mirrored.</source>
            <translation>已镜像。</translation>
        </message>
        <message>
            <source>Not aligned: the same place is not the same part of the retina.</source>
            <translation>未对齐：相同位置并非视网膜的同一部位。</translation>
        </message>
        <message>
            <source>Aligned.</source>
            <translation>已对齐。</translation>
        </message>
        <message>
            <source>It cannot be opened, or must not be compared.</source>
            <translation>无法打开，或不得比较。</translation>
        </message>
    </context>
    <context>
        <name>Workspace</name>
        <message>
            <source>threshold</source>
            <translation>阈值</translation>
        </message>
        <message>
            <source>detail</source>
            <translation>细节</translation>
        </message>
        <message>
            <source>measure anyway</source>
            <translation>仍要测量</translation>
        </message>
        <message>
            <source>eye</source>
            <translation>眼别</translation>
        </message>
        <message>
            <source>erase vessels</source>
            <translation>擦除血管</translation>
        </message>
        <message>
            <source>add vessels</source>
            <translation>添加血管</translation>
        </message>
        <message>
            <source>bring back vessels</source>
            <translation>恢复血管</translation>
        </message>
        <message>
            <source>measure an area again</source>
            <translation>重新测量区域</translation>
        </message>
        <message>
            <source>exclude an area</source>
            <translation>排除区域</translation>
        </message>
        <message>
            <source>measure all of the field</source>
            <translation>测量整个视野</translation>
        </message>
        <message>
            <source>discard corrections</source>
            <translation>放弃修正</translation>
        </message>
        <message>
            <source>measuring line</source>
            <translation>测量线</translation>
        </message>
        <message>
            <source>scale</source>
            <translation>比例</translation>
        </message>
        <message>
            <source>style of the vessels</source>
            <translation>血管显示方式</translation>
        </message>
        <message>
            <source>what is drawn of the anatomy</source>
            <translation>解剖结构的显示</translation>
        </message>
        <message>
            <source>tones</source>
            <translation>图像色调</translation>
        </message>
        <message>
            <source>layout</source>
            <translation>布局</translation>
        </message>
        <message>
            <source>the other version</source>
            <translation>另一版本</translation>
        </message>
        <message>
            <source>erase a vessel segment</source>
            <translation>擦除一段血管</translation>
        </message>
        <message>
            <source>bring back a segment</source>
            <translation>恢复一段血管</translation>
        </message>
        <message>
            <source>back to the last numbers</source>
            <translation>回到上次的数值</translation>
        </message>
    </context>
    <context>
        <name>_Handle</name>
        <message>
            <source>Divider between the panes</source>
            <translation>两个窗格之间的分隔条</translation>
        </message>
    </context>
</TS>
