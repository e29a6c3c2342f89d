@echo off
rem microgpt-rom: compiles a text file into the verified ROM images of a tiny GPT. Needs a JDK 17 or later.
rem Among its sources it builds itself on first use; an installed copy has its jars beside it.
rem Delete cli\target\app\built to build again after a change.
setlocal
set "root=%~dp0"
set "home=%root%"
if exist "%root%pom.xml" set "home=%root%cli\target\app\"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
set "profiles=app"
if exist "%home%spark" set "profiles=app,spark"
echo %* | findstr /c:"--spark" >nul && set "profiles=app,spark"
if exist "%root%pom.xml" if "%profiles%"=="app,spark" if not exist "%home%spark\jars" if exist "%home%built" del "%home%built"
if exist "%root%pom.xml" if not exist "%home%built" (
  echo microgpt-rom: building ^(the first time fetches about 200 MB from Maven Central^) ... 1>&2
  pushd "%root%"
  call mvnw.cmd -B -ntp -P %profiles% package 1>&2 || (popd & echo microgpt-rom: the build failed 1>&2 & exit /b 3)
  popd
  type nul > "%home%built"
)
set "modules="
echo %* | findstr /r "engine.*vector config sweep" | findstr /v /c:"--spark" >nul && set "modules=--add-modules jdk.incubator.vector"
"%java%" %modules% %MICROGPT_ROM_JAVA_OPTS% -jar "%home%microgpt-rom.jar" %*
exit /b %ERRORLEVEL%
